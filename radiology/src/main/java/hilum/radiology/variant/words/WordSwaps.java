package hilum.radiology.variant.words;

import hilum.radiology.variant.ErrorCategory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words that one category of error exchanges for others; from {@code word-swaps.txt}. */
public final class WordSwaps {

    /** More places of one sentence than this are not tried. */
    private static final int PLACES = 6;

    private final ErrorCategory category;
    private final Map<String, String> words;
    private final Pattern pattern;

    private WordSwaps(ErrorCategory category, Map<String, String> words) {
        this.category = category;
        this.words = Map.copyOf(words);
        var longestFirst =
                Comparator.comparingInt(String::length)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder());
        this.pattern =
                Pattern.compile(
                        words.keySet().stream()
                                .sorted(longestFirst)
                                .map(w -> Pattern.quote(w).replace(" ", "\\E\\s+\\Q"))
                                .collect(
                                        Collectors.joining(
                                                "|", "(?i)(?<![\\w-])(?:", ")(?![\\w-])")));
    }

    /** One per category that the file names, in its order. */
    public static List<WordSwaps> all() {
        var byCategory = new LinkedHashMap<ErrorCategory, Map<String, String>>();
        for (var line : ResourceLines.of("word-swaps.txt")) {
            var columns = line.split(" \\| ", 3);
            var category =
                    ErrorCategory.of(columns[0])
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "word-swaps.txt names the category \"%s\" in \"%s\": use one of ErrorCategory's labels."
                                                            .formatted(columns[0], line)));
            byCategory
                    .computeIfAbsent(category, c -> new LinkedHashMap<>())
                    .put(columns[1], columns[2]);
        }
        var swaps = new ArrayList<WordSwaps>();
        byCategory.forEach((category, words) -> swaps.add(new WordSwaps(category, words)));
        return List.copyOf(swaps);
    }

    /** The error that a swap makes. */
    public ErrorCategory category() {
        return category;
    }

    /**
     * A place in a sentence and what to write there.
     *
     * @param match the word found
     * @param words its replacement, in the same case
     */
    public record Swap(MatchResult match, String words) {}

    /** All swaps that a sentence allows. */
    public List<Swap> in(String sentence) {
        return pattern.matcher(sentence)
                .results()
                .limit(PLACES)
                .map(match -> new Swap(match, article(sentence, match, replacement(match))))
                .toList();
    }

    private String replacement(MatchResult match) {
        return capitalised(
                words.get(match.group().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ")),
                match.group());
    }

    private static String capitalised(String replacement, String like) {
        return Character.isUpperCase(like.charAt(0))
                        && !Character.isUpperCase(replacement.charAt(0))
                ? Character.toUpperCase(replacement.charAt(0)) + replacement.substring(1)
                : replacement;
    }

    /** The replacement, or the word as it was where changing it would leave a wrong article. */
    private static String article(String sentence, MatchResult match, String replacement) {
        var before = sentence.substring(0, match.start()).toLowerCase(Locale.ROOT);
        boolean vowel = "aeio".indexOf(Character.toLowerCase(replacement.charAt(0))) >= 0;
        boolean wrong =
                before.endsWith(" a ") && vowel
                        || before.endsWith(" an ") && !vowel
                        || before.equals("an ") && !vowel
                        || before.equals("a ") && vowel;
        return wrong ? match.group() : replacement;
    }
}
