/**
 * The tasks: which items of a held-out study ask, which answer, and the measures of a model version
 * on them, exact after every item. The protocol is in {@code docs/metrics.md}.
 */
package hilum.eval.task;
