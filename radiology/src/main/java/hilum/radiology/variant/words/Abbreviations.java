package hilum.radiology.variant.words;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What abbreviations stand for where they stand, from {@code abbreviations.txt}; its head says how
 * a row is written. Immutable; time is linear in the text.
 */
public final class Abbreviations {

    /** Characters before and behind an abbreviation that its row may look at. */
    private static final int CONTEXT = 40;

    private static final Abbreviations STANDARD = new Abbreviations("abbreviations.txt");

    /** Where an abbreviation may stand for what its row says. */
    public enum Place {
        ANY,
        NOTE,
        IMAGE
    }

    /** One meaning of an abbreviation. */
    record Row(String written, String meaning, Place place, Pattern before, Pattern behind) {
        boolean fits(String found, Place in, String left, String right) {
            return (place == Place.ANY || place == in)
                    && (!hasCapital(written) || written.equals(found))
                    && before.matcher(left).find()
                    && behind.matcher(right).lookingAt();
        }
    }

    private final Map<String, List<Row>> rows = new LinkedHashMap<>();
    private final Pattern pattern;

    private Abbreviations(String file) {
        for (var line : ResourceLines.of(file)) {
            var columns = line.split("\\s+\\|\\s+", 5);
            if (columns.length != 5) {
                throw new IllegalStateException(
                        "%s has \"%s\": give abbreviation | spelled out | where | before | behind."
                                .formatted(file, line));
            }
            var row =
                    new Row(
                            columns[0].strip(),
                            columns[1],
                            Place.valueOf(columns[2].toUpperCase(Locale.ROOT)),
                            beside(columns[3], "(?i)(?:^|(?<![\\w])|(?=\\W))(?:%s)\\s*$"),
                            beside(columns[4], "(?i)\\s*(?:%s)"));
            rows.computeIfAbsent(row.written().toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                    .add(row);
        }
        pattern =
                Pattern.compile(
                        rows.keySet().stream()
                                .sorted(
                                        Comparator.comparingInt(String::length)
                                                .reversed()
                                                .thenComparing(Comparator.naturalOrder()))
                                .map(Abbreviations::bounded)
                                .collect(Collectors.joining("|", "(?i)(?<![\\w/'-])(?:", ")")));
    }

    /** Those of {@code abbreviations.txt}. */
    public static Abbreviations standard() {
        return STANDARD;
    }

    List<Row> rows() {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    /**
     * The text with what it abbreviates spelled out; the same text where it abbreviates nothing.
     */
    public String expand(String text, Place place) {
        return pattern.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        meaning(text, match.start(), match.end(), place)
                                                .orElse(match.group())));
    }

    private Optional<String> meaning(String text, int start, int end, Place place) {
        var left = text.substring(Math.max(0, start - CONTEXT), start);
        var right = text.substring(end, Math.min(text.length(), end + CONTEXT));
        var found = text.substring(start, end);
        return rows.get(found.toLowerCase(Locale.ROOT)).stream()
                .filter(row -> row.fits(found, place, left, right))
                .map(row -> spaced(row.meaning(), found, left, right))
                .findFirst();
    }

    /** "w/TB" and "?mets" are written without the space that words need. */
    private static String spaced(String meaning, String found, String left, String right) {
        boolean glued =
                found.endsWith("/") && !right.isEmpty() && !Character.isWhitespace(right.charAt(0));
        return glued ? meaning + " " : meaning;
    }

    private static String bounded(String written) {
        char last = written.charAt(written.length() - 1);
        return Pattern.quote(written) + (Character.isLetterOrDigit(last) ? "(?![\\w'-])" : "");
    }

    private static Pattern beside(String words, String frame) {
        return words.equals("-") ? Pattern.compile("") : Pattern.compile(frame.formatted(words));
    }

    private static boolean hasCapital(String written) {
        return written.chars().anyMatch(Character::isUpperCase);
    }
}
