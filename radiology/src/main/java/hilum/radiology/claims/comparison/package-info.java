/**
 * Whether two texts say the same, claim by claim and around each sentence, and what an edit of an
 * impression comes to.
 */
package hilum.radiology.claims.comparison;
