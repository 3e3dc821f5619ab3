package hilum.ingest.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hilum.ingest.privacy.prose.KnownWords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * What docs/privacy.md says of the scrubber, measured: recall on a feed whose fields say what its
 * prose names, and false removals on prose from which everything has been taken out before.
 */
class ScrubberFiguresTest {
    private static final double LEAST_RECALL = 0.999;
    private static final double MOST_FALSE = 1.0 / 10_000;

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\d]+");
    private static final Pattern SECTION =
            Pattern.compile(
                    "<AbstractText Label=\"(?:INDICATION|COMPARISON|FINDINGS|IMPRESSION)\">(.*?)</AbstractText>",
                    Pattern.DOTALL);

    /** What a removed word may be without having been named: a date, a time, a number of seven. */
    private static final Pattern DATE =
            Pattern.compile(
                    "\\d{1,4}(?:st|nd|rd|th)?|\\d{1,2}[AP]M|[AP]M|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*");

    private static final Pattern LONG_NUMBER = Pattern.compile("[A-Za-z]{0,4}\\d{7,}");

    /** People whose names are words of reports: none of them may take such a word with them. */
    private static final Named CLINICAL_NAMES =
            new Named(
                    Set.of(
                            "FIELDS SARA LISA",
                            "LONG GRACE MAY",
                            "SMALL WILL",
                            "WHITE APRIL",
                            "STONE MARK",
                            "HART RAY",
                            "MARKS MARK",
                            "YOUNG HOPE",
                            "BROWN MAY",
                            "PRICE FRANK",
                            "RIGHT ART",
                            "LUNG AN",
                            "HEART JOY",
                            "CHEST VIOLET",
                            "BASE RAY",
                            "GRAY JUNE",
                            "LITTLE DAWN",
                            "WELLS WILL",
                            "LINE ROSE",
                            "SHARP LANE",
                            "SWAN ELEANOR",
                            "FOLEY JAMES",
                            "HODGKIN THOMAS",
                            "MORGAGNI JOHN",
                            "DOBHOFF CLIFF",
                            "CLEAR NORMAL"),
                    Set.of("12", "1234", "(555)555-5555"),
                    Set.of("Emergency Department", "Chest Clinic", "ICU", "Upper Lobe, 5 West"),
                    Set.of(LocalDate.of(2014, 1, 2), LocalDate.of(1951, 4, 5)));

    private final Scrubber scrubber = new Scrubber();

    @Test
    void nothingThatTheFeedNamesIsLeftInItsProse() throws IOException {
        List<Feed> messages = Feed.messages(feed());
        int before = 0;
        int after = 0;
        int blind = 0;
        Map<String, Integer> missed = new TreeMap<>();
        for (Feed message : messages) {
            String scrubbed = scrubber.scrub(message.prose(), message.named());
            String withoutFields = scrubber.scrub(message.prose(), Named.nothing());
            for (Pattern value : values(message.named())) {
                before += count(value, message.prose());
                int left = count(value, scrubbed);
                after += left;
                blind += count(value, withoutFields);
                if (left > 0) {
                    missed.merge(value.pattern(), left, Integer::sum);
                }
            }
        }
        double recall = 1 - (double) after / before;
        System.out.printf(
                Locale.ROOT,
                "Scrubber, feed: %d messages, %d named values in prose, %d left (recall %.4f); by patterns alone %d left (recall %.4f)%n",
                messages.size(),
                before,
                after,
                recall,
                blind,
                1 - (double) blind / before);
        assertThat(before).isGreaterThan(1_000);
        assertThat(recall).as("missed %s", missed).isGreaterThanOrEqualTo(LEAST_RECALL);
    }

    @Test
    void whatGoesOfTheFeedIsNamedOrADate() throws IOException {
        int words = 0;
        int removed = 0;
        Map<String, Integer> others = new TreeMap<>();
        for (Feed message : Feed.messages(feed())) {
            Set<String> parts = new HashSet<>();
            message.named()
                    .people()
                    .forEach(p -> parts.addAll(tokens(p.toUpperCase(Locale.ROOT)).keySet()));
            message.named().numbers().forEach(n -> parts.addAll(tokens(n).keySet()));
            Map<String, Integer> gone =
                    gone(message.prose(), scrubber.scrub(message.prose(), message.named()));
            words += tokens(message.prose()).values().stream().mapToInt(Integer::intValue).sum();
            for (var word : gone.entrySet()) {
                removed += word.getValue();
                boolean expected =
                        parts.contains(word.getKey().toUpperCase(Locale.ROOT))
                                || DATE.matcher(word.getKey()).matches()
                                || LONG_NUMBER.matcher(word.getKey()).matches()
                                || message.prose().contains(" " + word.getKey() + ". M.D.");
                if (!expected) {
                    others.merge(word.getKey(), word.getValue(), Integer::sum);
                }
            }
        }
        int unnamed = others.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(
                "Scrubber, feed: %d words, %d gone, %d of them neither named nor a date or number: %s%n",
                words, removed, unnamed, others);
        assertThat((double) unnamed / words).as("gone: %s", others).isLessThanOrEqualTo(MOST_FALSE);
    }

    @Test
    void openIsProseStaysAsItIs() throws IOException {
        Optional<Path> folder =
                Feed.folder(
                        "hilum.openi",
                        "HILUM_OPENI",
                        "NLMCXR_reports.tgz",
                        "../../shared/data/openi",
                        "../shared/data/openi");
        assumeTrue(folder.isPresent(), "Open-I is not here: set hilum.openi to its folder");

        List<String> texts = openI(folder.get());

        assertThat(texts).hasSizeGreaterThan(10_000);
        hold("Open-I", texts, Named.nothing());
        hold("Open-I of patients called as its words are", texts, CLINICAL_NAMES);
    }

    @Test
    void fictionalReportsStayAsTheyAre() throws IOException {
        Optional<Path> folder =
                Feed.folder(
                        "hilum.rewrites",
                        "HILUM_REWRITES",
                        "reports.jsonl",
                        "../../shared/data/rewrites",
                        "../shared/data/rewrites",
                        "../radiology/src/test/resources/hilum/radiology/rewrites");
        assumeTrue(
                folder.isPresent(),
                "The fictional reports are not here: set hilum.rewrites to their folder");
        List<String> texts = new ArrayList<>();
        var json = new com.fasterxml.jackson.databind.ObjectMapper();
        for (String line : Files.readAllLines(folder.get().resolve("reports.jsonl"))) {
            var report = json.readTree(line);
            for (String section : List.of("indication", "comparison", "findings", "impression")) {
                texts.add(report.path(section).asText(""));
            }
            report.path("variants").forEach(variant -> texts.add(variant.path("text").asText("")));
        }

        hold("fictional reports", texts, Named.nothing());
    }

    private void hold(String corpus, List<String> texts, Named named) {
        int words = 0;
        Map<String, Integer> gone = new TreeMap<>();
        for (String text : texts) {
            words += tokens(text).values().stream().mapToInt(Integer::intValue).sum();
            gone(text, scrubber.scrub(text, named))
                    .forEach((word, times) -> gone.merge(word, times, Integer::sum));
        }
        int removed = gone.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("Scrubber, %s: %d words, %d gone: %s%n", corpus, words, removed, gone);
        assertThat((double) removed / words).as("gone: %s", gone).isLessThanOrEqualTo(MOST_FALSE);
    }

    private static Path feed() {
        Optional<Path> folder = Feed.folder();
        assumeTrue(folder.isPresent(), "The HL7 feed is not here: set hilum.hl7 to its folder");
        return folder.get();
    }

    /**
     * Everything that the fields name, as plain text search finds it; common words by their case.
     */
    private static List<Pattern> values(Named named) {
        Set<String> patterns = new HashSet<>();
        for (String person : named.people()) {
            for (String part : person.split("[\\s.]+")) {
                if (part.length() > 1) {
                    String quoted = Pattern.quote(part);
                    String titled =
                            Pattern.quote(
                                    part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT));
                    patterns.add(
                            KnownWords.standard().has(part) || part.length() < 3
                                    ? "(?:"
                                            + quoted
                                            + "(?=,? M\\.D)|(?<=[a-z,] ?)"
                                            + titled
                                            + "(?=[ ,])(?! (?:and|to|in|of|the)))"
                                    : "(?i:" + quoted + ")");
                }
            }
        }
        named.numbers().forEach(number -> patterns.add(Pattern.quote(number)));
        named.places()
                .forEach(place -> patterns.add("(?i:" + Pattern.quote(place.split(",")[0]) + ")"));
        for (LocalDate date : named.dates()) {
            for (String form :
                    List.of(
                            "yyyy-MM-dd",
                            "yyyyMMdd",
                            "MMM dd yyyy",
                            "MMMM d, yyyy",
                            "MM/dd/yyyy",
                            "M/d/yyyy",
                            "d MMMM yyyy")) {
                patterns.add(
                        Pattern.quote(
                                date.format(DateTimeFormatter.ofPattern(form, Locale.ENGLISH))));
            }
        }
        return patterns.stream()
                .map(value -> Pattern.compile("(?<!\\w)(?:" + value + ")(?!\\w)"))
                .toList();
    }

    private static int count(Pattern value, String text) {
        Matcher found = value.matcher(text);
        int count = 0;
        while (found.find()) {
            count++;
        }
        return count;
    }

    private static Map<String, Integer> tokens(String text) {
        Map<String, Integer> tokens = new HashMap<>();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            tokens.merge(token.group(), 1, Integer::sum);
        }
        return tokens;
    }

    private static Map<String, Integer> gone(String text, String scrubbed) {
        Map<String, Integer> gone = tokens(text);
        tokens(scrubbed).forEach((word, times) -> gone.merge(word, -times, Integer::sum));
        gone.values().removeIf(times -> times <= 0);
        return gone;
    }

    private static List<String> openI(Path folder) throws IOException {
        List<String> texts = new ArrayList<>();
        try (var in =
                new GZIPInputStream(
                        new BufferedInputStream(
                                Files.newInputStream(folder.resolve("NLMCXR_reports.tgz"))))) {
            Matcher section =
                    SECTION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (section.find()) {
                texts.add(
                        section.group(1)
                                .replace("&lt;", "<")
                                .replace("&gt;", ">")
                                .replace("&amp;", "&"));
            }
        }
        return texts;
    }
}
