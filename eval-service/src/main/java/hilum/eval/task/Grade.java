package hilum.eval.task;

/**
 * What one query earned, by measure in the order of its {@link Sheet}.
 *
 * @param study study of the query
 * @param query item that asked
 * @param values between 0 and 1; NaN where the measure does not apply to this query
 * @param chances what a random order would earn
 */
record Grade(String study, String query, double[] values, double[] chances) {}
