/** Rewrites of reports that a language model writes and the verifier lets pass or not. */
package hilum.language.rewrite;
