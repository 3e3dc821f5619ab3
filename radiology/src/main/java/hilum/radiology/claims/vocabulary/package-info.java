/**
 * The words of reports and what they mean: phrases and their atoms from resource files, short
 * forms, spelling, numbers and units, and what an unknown word may be.
 */
package hilum.radiology.claims.vocabulary;
