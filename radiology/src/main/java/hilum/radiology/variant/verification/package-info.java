/**
 * The proof that a rewrite says what its kind promises: the verifier, the soundness of a text
 * before any content, and its verdict with the evidence.
 */
package hilum.radiology.variant.verification;
