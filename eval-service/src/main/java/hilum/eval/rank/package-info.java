/**
 * Where the right answer stands: ranks under ties, recall, chance and bootstrap intervals, and
 * pools that keep every query's place exact while candidates come and go. Knows nothing of Kafka.
 */
package hilum.eval.rank;
