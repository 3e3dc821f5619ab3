package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.Sentence;
import hilum.radiology.Sentences;
import hilum.radiology.reading.Assertion;
import hilum.radiology.reading.Lexicon;
import hilum.radiology.reading.Polarity;
import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.words.English;
import hilum.radiology.variant.words.FalseSentences;
import hilum.radiology.variant.words.WordSwaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes impressions with one error: one word, phrase or sentence changed or added, the rest word
 * for word. Offers more than are needed, the preferred categories first, so that what the verifier
 * refuses can be replaced. The same seed gives the same drafts.
 */
final class ErrorRules {

    private static final Pattern MEASUREMENT =
            Pattern.compile("(\\d+(?:\\.\\d+)?)(?=(?: ?x ?\\d+(?:\\.\\d+)?)? ?(?:-)?(?:cm|mm)\\b)");
    private static final Pattern NUMBERED = Pattern.compile("(?:^|[\\s.])(\\d{1,2})([.)])\\s");
    private static final Pattern THERE =
            Pattern.compile("(?i)^there (is|are) (?!no\\b)(?:an? |some )?(.*)$", Pattern.DOTALL);
    private static final Pattern BARE =
            Pattern.compile("(?i)^(?:an? |the )?((?:[\\w/-]+ ){0,9}[\\w/-]+)\\.?$");
    private static final Pattern LEADING_DEGREE =
            Pattern.compile(
                    "(?i)^(?:(?:stable|unchanged|mild|moderate|severe|slight|slightly|minimal|small|large|tiny|trace|marked|new|persistent|probable|possible|likely|to|interval|chronic|significant|multiple|several|age-indeterminate|mildly|moderately|patchy) )+");
    private static final Pattern VERB =
            Pattern.compile(
                    "(?i)\\b(?:is|are|was|were|has|have|may|can|could|remains?|appears?|represents?|no|not|without|seen|noted|suggests?|consistent|compatible|and|or|with|unchanged|stable(?=\\.?$)|\\d+)\\b");

    private static final Pattern NO_DEGREE_OF =
            Pattern.compile(
                    "(?i) (?:heart|cardiac (?:size|silhouette)|post|improve|worsen|increase|decrease|advance|withdraw|change|rotat|to |or |and |area|amount)");
    private static final Pattern NO_PLACE_OF =
            Pattern.compile(
                    "(?i) (?:limits?|normal|abdom|quadrant|extremit|knee|hip|greater|larger|more|than|and left|and right|ventric|atri|chest,)");
    private static final Pattern DENIAL =
            Pattern.compile("(?i)^(?:there (?:is|are) )?(?:no|negative for|without)\\b");
    private static final Pattern LEANING =
            Pattern.compile(
                    "(?i)^(?:this|these|those|it|its|they|may|might|could|can|likely|probably|possibly|which|finding)\\b");
    private static final Pattern DENIED =
            Pattern.compile(
                    "(?i)\\b(?:no|not|without|neither|negative for|free of)\\b(?!.*(?:;|\\bbut\\b|\\bhowever\\b|\\bwith\\b))");

    private final ReportReader reader;
    private final List<WordSwaps> swaps = WordSwaps.all();
    private final FalseSentences findings = FalseSentences.ofFindings();
    private final FalseSentences devices = FalseSentences.ofDevices();

    ErrorRules(ReportReader reader) {
        this.reader = reader;
    }

    /**
     * Drafts of erroneous impressions, the better ones first; none when the impression asserts
     * nothing at all.
     */
    List<Draft> drafts(Report report, long seed) {
        var impression = report.impression();
        var sentences = Sentences.split(impression);
        if (sentences.isEmpty()) {
            return List.of();
        }
        var random = new Random(seed);
        var said = reader.read(report);
        var byCategory = new LinkedHashMap<ErrorCategory, List<Draft>>();
        for (var sentence : sentences) {
            for (var swap : swaps) {
                swap.in(sentence.text()).stream()
                        .filter(edit -> contradicts(swap.category(), sentence, edit.match()))
                        .forEach(
                                edit ->
                                        put(
                                                byCategory,
                                                swap.category(),
                                                replaced(
                                                        impression,
                                                        sentence,
                                                        edit.match(),
                                                        edit.words())));
            }
            measurements(byCategory, impression, sentence, random);
            if (!leantOn(sentences, sentence)) {
                negations(byCategory, impression, sentence);
            }
            predictions(byCategory, impression, sentence, said, random);
        }
        additions(byCategory, report, sentences, said, random);
        return order(byCategory, random);
    }

    /**
     * Whether the next sentence says more about what this one states: its denial would be noticed.
     */
    private static boolean leantOn(List<Sentence> sentences, Sentence sentence) {
        int next = sentences.indexOf(sentence) + 1;
        return next < sentences.size() && LEANING.matcher(sentences.get(next).text()).find();
    }

    /**
     * Whether an exchange makes the sentence wrong and leaves it English: "no small effusion"
     * doesn't contradict "no large effusion", and nothing is at the lower limits of normal.
     */
    private static boolean contradicts(
            ErrorCategory category, Sentence sentence, MatchResult match) {
        var before = sentence.text().substring(0, match.start());
        var behind = sentence.text().substring(match.end());
        return switch (category) {
            case CHANGE_SEVERITY ->
                    !DENIED.matcher(before).find() && !NO_DEGREE_OF.matcher(behind).lookingAt();
            case CHANGE_LOCATION -> !NO_PLACE_OF.matcher(behind).lookingAt();
            default -> true;
        };
    }

    private static void measurements(
            Map<ErrorCategory, List<Draft>> into,
            String impression,
            Sentence sentence,
            Random random) {
        MEASUREMENT
                .matcher(sentence.text())
                .results()
                .limit(3)
                .forEach(
                        match -> {
                            double value = Double.parseDouble(match.group());
                            double factor = random.nextBoolean() ? 2 : 3;
                            var changed =
                                    match.group().contains(".")
                                            ? String.format(Locale.ROOT, "%.1f", value * factor)
                                            : Long.toString(Math.round(value * factor));
                            put(
                                    into,
                                    ErrorCategory.CHANGE_MEASUREMENT,
                                    replaced(impression, sentence, match, changed));
                        });
    }

    /**
     * "There is a small effusion." becomes "There is no effusion."; "Mild cardiomegaly." becomes
     * "No cardiomegaly."
     */
    private void negations(
            Map<ErrorCategory, List<Draft>> into, String impression, Sentence sentence) {
        var said = reader.read(sentence.text(), Section.IMPRESSION);
        if (said.size() != 1 || said.getFirst().polarity() != Polarity.PRESENT) {
            return;
        }
        var there = THERE.matcher(sentence.text());
        var bare = BARE.matcher(sentence.text());
        if (there.matches()) {
            put(
                    into,
                    ErrorCategory.FALSE_NEGATION,
                    swapped(
                            impression,
                            sentence,
                            English.sentence(
                                    "There "
                                            + there.group(1)
                                            + " no "
                                            + LEADING_DEGREE
                                                    .matcher(there.group(2))
                                                    .replaceFirst(""))));
        } else if (bare.matches() && !VERB.matcher(sentence.text()).find()) {
            var noun = LEADING_DEGREE.matcher(English.inner(bare.group(1))).replaceFirst("");
            if (noun.startsWith("change")) {
                return;
            }
            put(
                    into,
                    ErrorCategory.FALSE_NEGATION,
                    swapped(impression, sentence, ended("No " + noun, sentence)));
        }
    }

    /**
     * A sentence that denies one thing comes to assert it, or one of the things it denies in
     * general.
     */
    private void predictions(
            Map<ErrorCategory, List<Draft>> into,
            String impression,
            Sentence sentence,
            List<Assertion> said,
            Random random) {
        var here = reader.read(sentence.text(), Section.IMPRESSION);
        if (here.size() != 1
                || here.getFirst().polarity() != Polarity.ABSENT
                || !DENIAL.matcher(sentence.text()).find()) {
            return;
        }
        var denied = here.getFirst().finding();
        if (denied.endsWith(" abnormality")) {
            var narrower =
                    open(said).stream()
                            .filter(
                                    name ->
                                            denied.equals("acute abnormality")
                                                    || Lexicon.standard()
                                                            .ancestors(name)
                                                            .contains(denied))
                            .toList();
            shuffled(narrower, random).stream()
                    .limit(3)
                    .forEach(
                            name ->
                                    put(
                                            into,
                                            ErrorCategory.FALSE_PREDICTION,
                                            swapped(
                                                    impression,
                                                    sentence,
                                                    findings.about(name, random))));
        } else if (findings.names().contains(denied)) {
            put(
                    into,
                    ErrorCategory.FALSE_PREDICTION,
                    swapped(impression, sentence, findings.about(denied, random)));
        }
    }

    private void additions(
            Map<ErrorCategory, List<Draft>> into,
            Report report,
            List<Sentence> sentences,
            List<Assertion> said,
            Random random) {
        var impression = report.impression();
        var open = open(said);
        var denied =
                said.stream()
                        .filter(
                                a ->
                                        a.section() == Section.FINDINGS
                                                && a.polarity() == Polarity.ABSENT)
                        .map(Assertion::finding)
                        .filter(open::contains)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        var wanted = new ArrayList<>(shuffled(denied, random));
        wanted.addAll(shuffled(open, random));
        wanted.stream()
                .distinct()
                .limit(5)
                .forEach(
                        name ->
                                put(
                                        into,
                                        ErrorCategory.FALSE_PREDICTION,
                                        with(
                                                impression,
                                                sentences,
                                                findings.about(name, random),
                                                random)));
        said.stream()
                .filter(a -> a.section() == Section.IMPRESSION)
                .map(Assertion::finding)
                .distinct()
                .limit(8)
                .forEach(
                        name -> {
                            boolean absent =
                                    said.stream()
                                            .filter(a -> a.finding().equals(name))
                                            .allMatch(a -> a.polarity() == Polarity.ABSENT);
                            boolean present =
                                    said.stream()
                                            .filter(a -> a.finding().equals(name))
                                            .allMatch(a -> a.polarity() == Polarity.PRESENT);
                            if (absent
                                    && findings.names().contains(name)
                                    && (!name.equals("acute abnormality")
                                            || random.nextBoolean())) {
                                put(
                                        into,
                                        ErrorCategory.ADD_OPPOSITE_SENTENCE,
                                        with(
                                                impression,
                                                sentences,
                                                findings.about(name, random),
                                                random));
                            } else if (present && !name.equals("low lung volumes")) {
                                put(
                                        into,
                                        ErrorCategory.ADD_OPPOSITE_SENTENCE,
                                        with(
                                                impression,
                                                sentences,
                                                "No " + plain(name) + ".",
                                                random));
                            }
                        });
        var here = said.stream().map(Assertion::finding).collect(Collectors.toSet());
        var absentDevices = devices.names().stream().filter(name -> !here.contains(name)).toList();
        shuffled(absentDevices, random).stream()
                .limit(3)
                .forEach(
                        name ->
                                put(
                                        into,
                                        ErrorCategory.ADD_MEDICAL_DEVICE,
                                        with(
                                                impression,
                                                sentences,
                                                devices.about(name, random),
                                                random)));
    }

    /** Findings that the report doesn't have and an error may therefore claim. */
    private Set<String> open(List<Assertion> said) {
        var there =
                said.stream()
                        .filter(a -> a.polarity() != Polarity.ABSENT)
                        .map(Assertion::finding)
                        .collect(Collectors.toSet());
        var open = new LinkedHashSet<>(findings.names());
        open.removeAll(there);
        open.remove("acute abnormality");
        if (there.contains("infiltrate")
                || there.contains("lung opacity")
                || there.contains("consolidation")
                || there.contains("pneumonia")) {
            open.removeAll(Set.of("lung opacity", "consolidation", "pneumonia"));
        }
        if (there.contains("edema")
                || there.contains("heart failure")
                || there.contains("pulmonary vascular congestion")) {
            open.removeAll(Set.of("edema", "pulmonary vascular congestion"));
        }
        if (there.contains("nodule") || there.contains("mass") || there.contains("granuloma")) {
            open.removeAll(Set.of("nodule", "mass"));
        }
        return open;
    }

    /** Severity and location first, one of each category before a second of any. */
    private static List<Draft> order(Map<ErrorCategory, List<Draft>> byCategory, Random random) {
        var preferred = List.of(ErrorCategory.CHANGE_SEVERITY, ErrorCategory.CHANGE_LOCATION);
        var others =
                new ArrayList<>(
                        byCategory.keySet().stream()
                                .filter(c -> !preferred.contains(c))
                                .sorted()
                                .toList());
        Collections.shuffle(others, random);
        // A claim or a denial is the clinician's error; contradictions and devices follow.
        others.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        var categories = new ArrayList<ErrorCategory>();
        preferred.stream().filter(byCategory::containsKey).forEach(categories::add);
        categories.addAll(others);
        var drafts = new ArrayList<Draft>();
        int deepest = byCategory.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < deepest; i++) {
            for (var category : categories) {
                var candidates = byCategory.get(category);
                if (i < candidates.size()) {
                    drafts.add(candidates.get(i));
                }
            }
        }
        return drafts;
    }

    private static int rank(ErrorCategory category) {
        return switch (category) {
            case CHANGE_SEVERITY, CHANGE_LOCATION -> 0;
            case FALSE_PREDICTION,
                    FALSE_NEGATION,
                    CHANGE_MEASUREMENT,
                    CHANGE_NAME_OF_DEVICE,
                    CHANGE_POSITION_OF_DEVICE ->
                    1;
            case ADD_OPPOSITE_SENTENCE, ADD_MEDICAL_DEVICE -> 2;
        };
    }

    private static void put(
            Map<ErrorCategory, List<Draft>> into, ErrorCategory category, String text) {
        into.computeIfAbsent(category, c -> new ArrayList<>()).add(Draft.error(category, text));
    }

    private static String replaced(
            String impression, Sentence sentence, MatchResult match, String words) {
        int start = sentence.start() + match.start();
        return impression.substring(0, start)
                + words
                + impression.substring(sentence.start() + match.end());
    }

    private static String swapped(String impression, Sentence sentence, String words) {
        return impression.substring(0, sentence.start())
                + words
                + impression.substring(sentence.end());
    }

    /**
     * The impression with a sentence more: the next number of a numbered list, else at its end or
     * beginning.
     */
    private static String with(
            String impression, List<Sentence> sentences, String sentence, Random random) {
        var numbers = NUMBERED.matcher(impression).results().toList();
        boolean first = random.nextInt(3) == 0;
        if (!numbers.isEmpty() && numbers.getFirst().start() <= 1) {
            var last = numbers.getLast();
            int next = Integer.parseInt(last.group(1)) + 1;
            return closed(impression) + " " + next + last.group(2) + " " + sentence;
        }
        return first && sentences.getFirst().start() == 0
                ? sentence + " " + impression
                : closed(impression) + " " + sentence;
    }

    private static String closed(String text) {
        var stripped = text.strip();
        return stripped.endsWith(".") || stripped.endsWith("?") || stripped.endsWith("!")
                ? stripped
                : stripped + ".";
    }

    private static String ended(String words, Sentence like) {
        return like.text().endsWith(".") ? words + "." : words;
    }

    private static String plain(String finding) {
        return switch (finding) {
            case "enlarged cardiomediastinum" -> "mediastinal widening";
            case "low lung volumes" -> "low lung volumes";
            case "edema" -> "pulmonary edema";
            case "hernia" -> "hiatal hernia";
            case "fibrosis" -> "pulmonary fibrosis";
            case "copd" -> "COPD";
            case "picc" -> "PICC";
            case "degenerative change" -> "degenerative changes";
            case "lung opacity" -> "airspace opacity";
            default -> finding;
        };
    }

    private static List<String> shuffled(Collection<String> names, Random random) {
        var list = new ArrayList<>(names);
        Collections.shuffle(list, random);
        return list;
    }
}
