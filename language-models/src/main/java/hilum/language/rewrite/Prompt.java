package hilum.language.rewrite;

import hilum.language.endpoint.Turn;
import hilum.radiology.variant.VariantKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a model is asked for a rewrite of one kind: a file under {@code prompts}, whose name is its
 * version. A file that has been used is never edited; a better one gets the next number.
 *
 * @param version name of the file: {@code similar-1}
 * @param system what the model is
 * @param question what it is asked, with {@code {report}} and, for errors, {@code {category}}
 * @param again what it is told about a refused answer, with {@code {evidence}}
 */
public record Prompt(String version, String system, String question, String again) {
    private static final Map<VariantKind, Integer> CURRENT =
            Map.of(
                    VariantKind.SIMILAR, 1,
                    VariantKind.SPLIT, 1,
                    VariantKind.PRIOR_OMITTED, 1,
                    VariantKind.ANATOMICAL, 1,
                    VariantKind.EXPANDED, 1,
                    VariantKind.ERROR, 1);

    private static final Pattern PART = Pattern.compile("(?ms)^=== (\\w+)\\n(.*?)(?=^=== |\\z)");
    private static final Pattern SLOT = Pattern.compile("\\{(report|category|evidence)}");

    /** A report could otherwise end the place that is reserved for it. */
    private static final Pattern TAG = Pattern.compile("(?i)<(?=\\s*/?\\s*report\\s*>)");

    /** The prompt that is used for a kind now. */
    public static Prompt of(VariantKind kind) {
        return read(
                "%s-%d"
                        .formatted(
                                kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                CURRENT.get(kind)));
    }

    static Prompt read(String version) {
        String text;
        String resource = "/hilum/language/prompts/%s.txt".formatted(version);
        try (InputStream in = Prompt.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "Prompt %s is not there: add %s".formatted(version, resource));
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Prompt %s cannot be read".formatted(version), e);
        }
        return new Prompt(
                version, part(text, "system"), part(text, "question"), part(text, "again"));
    }

    private static String part(String text, String name) {
        return PART.matcher(text)
                .results()
                .filter(found -> found.group(1).equals(name))
                .map(found -> found.group(2).strip())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "A prompt lacks its part %s: write it below \"=== %s\""
                                                .formatted(name, name)));
    }

    /** The beginning of a conversation. */
    List<Turn> begin(String report, String category) {
        return List.of(
                Turn.system(system),
                Turn.user(
                        fill(
                                question,
                                Map.of(
                                        "report",
                                        TAG.matcher(report).replaceAll("< "),
                                        "category",
                                        category))));
    }

    /** What follows a refused answer. */
    Turn again(List<String> evidence) {
        String lines =
                evidence.stream().map("- "::concat).reduce((a, b) -> a + "\n" + b).orElse("");
        return Turn.user(fill(again, Map.of("evidence", lines)));
    }

    /** Slots are filled in one pass, so that a report that holds the name of a slot fills none. */
    private static String fill(String template, Map<String, String> values) {
        return SLOT.matcher(template)
                .replaceAll(
                        slot ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(slot.group(1), slot.group())));
    }
}
