/**
 * Whether a candidate replaces the live model: the rule of {@code
 * docs/decisions/0006-promotion.md}, as plain computation over two evaluations.
 */
package hilum.eval.promotion;
