package hilum.radiology;

import java.util.Objects;

/**
 * A sentence or list item and where it stands.
 *
 * @param text the characters as written, without the list marker and the white space around
 * @param start offset of its first character in the text it was cut from
 * @param end offset after its last character
 */
public record Sentence(String text, int start, int end) {

    public Sentence {
        Objects.requireNonNull(text, "text");
        if (start < 0 || end - start != text.length()) {
            throw new IllegalArgumentException(
                    "Sentence of %d characters can't span %d to %d: give the offsets it was cut at."
                            .formatted(text.length(), start, end));
        }
    }
}
