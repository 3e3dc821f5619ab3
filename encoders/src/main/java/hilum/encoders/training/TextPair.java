package hilum.encoders.training;

import java.util.List;
import java.util.Locale;

/**
 * A text and the text it should find, with texts it should not.
 *
 * @param query what is asked with
 * @param positive what should be found
 * @param negatives hard negatives, shared by the batch; may be empty
 */
public record TextPair(String query, String positive, List<String> negatives) {
    public TextPair {
        negatives = List.copyOf(negatives);
        if (query.isBlank() || positive.isBlank()) {
            throw new IllegalArgumentException(
                    "A training pair has a blank text: leave out studies that lack a section");
        }
    }

    /**
     * Equal for texts of the same words, whatever their case, punctuation and white space: these
     * are never each other's negatives.
     */
    static String sameness(String text) {
        String words = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
        return words.isEmpty() ? text.strip() : words;
    }
}
