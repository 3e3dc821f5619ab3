package hilum.cli.demo;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Texts as weighted words: {@code (1 + ln tf) · (1 + ln((1 + N) / (1 + df)))} for a word that
 * stands {@code tf} times in the text and in {@code df} of the N texts fitted on, scaled to length
 * 1. Words are runs of letters and digits in lower case; one that was never fitted has df 0.
 */
final class TfIdf {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final Map<String, Integer> documents;
    private final int texts;

    private TfIdf(Map<String, Integer> documents, int texts) {
        this.documents = documents;
        this.texts = texts;
    }

    /** Counts in how many of the texts each word stands. */
    static TfIdf fit(Collection<String> texts) {
        Map<String, Integer> documents = new HashMap<>();
        for (String text : texts) {
            new HashSet<>(words(text).toList())
                    .forEach(word -> documents.merge(word, 1, Integer::sum));
        }
        return new TfIdf(documents, texts.size());
    }

    /** Weight of each word, of length 1; empty for a text without words. */
    SortedMap<String, Double> vector(String text) {
        SortedMap<String, Double> weights = new TreeMap<>();
        words(text).forEach(word -> weights.merge(word, 1.0, Double::sum));
        weights.replaceAll((word, times) -> (1 + Math.log(times)) * idf(word));
        double length =
                Math.sqrt(weights.values().stream().mapToDouble(weight -> weight * weight).sum());
        weights.replaceAll((word, weight) -> weight / length);
        return weights;
    }

    double idf(String word) {
        return 1 + Math.log((1.0 + texts) / (1 + documents.getOrDefault(word, 0)));
    }

    /** Cosine of two vectors, rounded to float32 once, so that the same words give a tie. */
    static float cosine(SortedMap<String, Double> a, SortedMap<String, Double> b) {
        double sum = 0;
        for (Map.Entry<String, Double> word : a.entrySet()) {
            sum += word.getValue() * b.getOrDefault(word.getKey(), 0.0);
        }
        return (float) sum;
    }

    private static Stream<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group);
    }
}
