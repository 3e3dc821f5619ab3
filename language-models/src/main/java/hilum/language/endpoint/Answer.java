package hilum.language.endpoint;

/**
 * What a model answered.
 *
 * @param text as it came, nothing trimmed
 * @param tokens of question and answer together, as the endpoint counts them, else estimated
 * @param whole whether the model ended by itself, not cut by a limit or a filter
 */
public record Answer(String text, long tokens, boolean whole) {}
