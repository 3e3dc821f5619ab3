package hilum.ingest.privacy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes out of prose what identifies someone: first what the message itself names, then what has
 * the form of a name, number or date. What is taken out becomes {@value #MASK}. Immutable, linear
 * in the length of the text.
 */
public final class Scrubber {
    /**
     * What stands for something taken out; the masks of de-identified corpora are the same kind.
     */
    public static final String MASK = "___";

    /** The text without what identifies someone. */
    public String scrub(String text, Named named) {
        List<String> values =
                Stream.of(named.people(), named.numbers(), named.places())
                        .flatMap(java.util.Collection::stream)
                        .filter(value -> value.length() > 1)
                        .sorted((a, b) -> b.length() - a.length())
                        .toList();
        String scrubbed = text;
        for (String value : values) {
            scrubbed =
                    Pattern.compile(
                                    "(?<!\\w)" + Pattern.quote(value) + "(?!\\w)",
                                    Pattern.CASE_INSENSITIVE)
                            .matcher(scrubbed)
                            .replaceAll(MASK);
        }
        return scrubbed;
    }

    /** The same for a text that may be absent. */
    public Optional<String> scrub(Optional<String> text, Named named) {
        return text.map(t -> scrub(t, named));
    }
}
