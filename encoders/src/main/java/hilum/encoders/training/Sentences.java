package hilum.encoders.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A change that leaves a report's meaning: the sentences of a section in another order. Sections
 * are lines, or begin with a mark as {@code [FINDINGS]}, which stays in front.
 */
final class Sentences {
    private static final String BETWEEN_SECTIONS = "(?<=\n)|(?=\\[[A-Z]+\\])";
    private static final String BETWEEN_SENTENCES = "(?<=[.!?])\\s+";
    private static final String MARK = "(?s)(\\[[A-Z]+\\]\\s*).*";

    private Sentences() {}

    /** Shuffles the sentences of each section with a probability. */
    static String shuffled(String text, double probability, SplittableRandom random) {
        return Arrays.stream(text.split(BETWEEN_SECTIONS))
                .map(
                        section ->
                                random.nextDouble() < probability
                                        ? shuffled(section, random)
                                        : section)
                .collect(Collectors.joining());
    }

    private static String shuffled(String section, SplittableRandom random) {
        String mark = section.matches(MARK) ? section.replaceFirst(MARK, "$1") : "";
        String body = section.substring(mark.length());
        String text = body.stripTrailing();
        List<String> sentences = List.of(text.split(BETWEEN_SENTENCES));
        return mark
                + String.join(" ", Draw.shuffled(sentences, random))
                + body.substring(text.length());
    }
}
