package hilum.eval.rank;

/**
 * One query with its place in a pool.
 *
 * @param query the query
 * @param strict its standing when only the own candidate is right
 * @param aware its standing when every candidate with the own one's text is right
 * @param right candidates that are right in the second sense
 * @param candidates all candidates of the pool
 */
public record Placed(Item query, Standing strict, Standing aware, int right, int candidates) {}
