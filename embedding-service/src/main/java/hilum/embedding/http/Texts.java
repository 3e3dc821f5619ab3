package hilum.embedding.http;

import hilum.transport.http.ProblemException;

/** Texts that callers send. */
final class Texts {
    private static final int LONGEST = 50_000;

    private Texts() {}

    /** The text, or the problem that it is blank or too long. */
    static String checked(String text, String field) {
        if (text == null || text.isBlank()) {
            throw new ProblemException(
                    422,
                    "text",
                    "Text is empty",
                    field,
                    "%s is empty: give words to embed".formatted(field));
        }
        if (text.length() > LONGEST) {
            throw new ProblemException(
                    422,
                    "text",
                    "Text is too long",
                    field,
                    "%s has %d characters: send at most %d"
                            .formatted(field, text.length(), LONGEST));
        }
        return text;
    }
}
