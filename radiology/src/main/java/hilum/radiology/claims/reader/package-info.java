/**
 * Reads a text into claims: sentences into clauses, what words with two senses mean there, and
 * which words qualify which finding, with its denial, doubt and attributes.
 */
package hilum.radiology.claims.reader;
