package hilum.radiology.variant.verification;

import hilum.radiology.Sentences;
import hilum.radiology.variant.words.ResourceLines;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which words belong to which part of the chest, from {@code regions.txt}. */
public final class Regions {

    /** A sentence that can't be understood without the one before. */
    public static final Pattern REFERRING =
            Pattern.compile(
                    "(?i)^(?:this|these|those|it|its|they|there (?:is|are) also|also|however|otherwise|both of|the (?:latter|former|tip|same|finding|findings|largest|appearance)|which|although|findings? (?:may|could|are|is)|additionally|associated)\\b.*",
                    Pattern.DOTALL);

    private static final Pattern LABELLED =
            Pattern.compile("\\s*(?<label>[A-Za-z ]{4,24}): (?<body>.+)");

    private final Map<String, Region> byWord = new HashMap<>();
    private final Pattern pattern;

    /** By {@code regions.txt}. */
    public Regions() {
        for (var line : ResourceLines.of("regions.txt")) {
            var columns = line.split(" \\| ", 2);
            var region =
                    Region.valueOf(columns[0].strip().toUpperCase(Locale.ROOT).replace(' ', '_'));
            for (var word : columns[1].split(";")) {
                var before = byWord.put(word.strip(), region);
                if (before != null && before != region) {
                    throw new IllegalStateException(
                            "regions.txt has \"%s\" for %s and %s: leave it in one of them."
                                    .formatted(word.strip(), before, region));
                }
            }
        }
        pattern =
                Pattern.compile(
                        byWord.keySet().stream()
                                .sorted(
                                        Comparator.comparingInt(String::length)
                                                .reversed()
                                                .thenComparing(Comparator.naturalOrder()))
                                .map(Regions::spaced)
                                .collect(Collectors.joining("|", "(?i)\\b(?<word>", ")s?\\b")));
    }

    /** The region that a sentence speaks of first; empty where it names none. */
    public Optional<Region> first(String sentence) {
        var matcher = pattern.matcher(sentence);
        return matcher.find() ? Optional.of(region(matcher.group("word"))) : Optional.empty();
    }

    /** All regions that a sentence names. */
    public Set<Region> all(String sentence) {
        return pattern.matcher(sentence)
                .results()
                .map(match -> region(match.group("word")))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * A text by region without the labels that its sentences don't need: each of them says by
     * itself that it belongs there. A label that carries what a sentence leaves out ("Heart: normal
     * size") stays.
     */
    String unlabelled(String text) {
        return text.lines()
                .map(
                        line -> {
                            var labelled = LABELLED.matcher(line);
                            return labelled.matches()
                                            && placed(
                                                    labelled.group("label"), labelled.group("body"))
                                    ? labelled.group("body")
                                    : line;
                        })
                .collect(Collectors.joining("\n"));
    }

    private boolean placed(String label, String body) {
        for (var region : Region.values()) {
            if (region.label().equalsIgnoreCase(label)) {
                return Sentences.split(body).stream()
                        .allMatch(
                                sentence ->
                                        REFERRING.matcher(sentence.text()).matches()
                                                || first(sentence.text()).orElse(Region.OTHER)
                                                        == region);
            }
        }
        return false;
    }

    private Region region(String word) {
        return byWord.get(word.toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
    }

    private static String spaced(String words) {
        return Arrays.stream(words.split(" "))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+"));
    }
}
