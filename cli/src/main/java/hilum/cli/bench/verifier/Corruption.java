package hilum.cli.bench.verifier;

import static java.util.Map.entry;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One way to make one thing in a text wrong. */
enum Corruption {
    DROPPED(Corruption::drop),
    ADDED(Corruption::add),
    POLARITY(
            exchange(
                    "\\b(No|There is no|Without) ((?:focal |acute |large |pleural )*(?:consolidation|effusion|effusions|pneumothorax|fracture|edema|mass|nodule|adenopathy|infiltrate))\\b",
                    match -> "There is " + match.group(2))),
    SIDE(
            exchange(
                    "(?i)\\b(left|right|bilateral)\\b(?! (?:atrium|ventric|heart))",
                    match -> match.group().equalsIgnoreCase("left") ? "right" : "left")),
    SEVERITY(
            exchange(
                    Map.of(
                            "mild", "severe",
                            "mildly", "severely",
                            "moderately", "severely",
                            "tiny", "moderate",
                            "small", "large",
                            "minimal", "marked",
                            "moderate", "mild",
                            "severe", "mild",
                            "large", "small"))),
    NUMBER_OR_UNIT(Corruption::remeasure),
    DEVICE(
            exchange(
                    Map.ofEntries(
                            entry("picc", "port"),
                            entry("picc line", "port"),
                            entry("central line", "port"),
                            entry("port-a-cath", "PICC"),
                            entry("chest tube", "PICC"),
                            entry("pacemaker", "defibrillator"),
                            entry("endotracheal tube", "tracheostomy tube"),
                            entry("tracheostomy tube", "endotracheal tube"),
                            entry("nasogastric tube", "endotracheal tube"),
                            entry("sternotomy wires", "loop recorder"),
                            entry("surgical clips", "loop recorder")))),
    COMPARISON(
            exchange(
                    Map.of(
                            "stable", "worsened",
                            "unchanged", "worsened",
                            "increased", "decreased",
                            "worsened", "decreased",
                            "decreased", "increased",
                            "improved", "increased"))),
    COMPARISON_INVENTED(Corruption::inventComparison),
    CERTAINTY(
            exchange(
                    Map.of(
                            "may represent", "represents",
                            "could represent", "represents",
                            "possibly representing", "consistent with",
                            "likely representing", "consistent with",
                            "suspicious for", "consistent with",
                            "concerning for", "consistent with",
                            "suggestive of", "consistent with",
                            "probable", "definite",
                            "possible", "definite",
                            "likely", "definite")));

    /** Makes a text wrong; empty where the text offers no place for it. */
    @FunctionalInterface
    private interface Change {
        Optional<String> of(String text, Random random);
    }

    private static final Pattern FINDING =
            Pattern.compile(
                    "(?i)\\b(effusion|pneumothorax|consolidation|cardiomegaly|granuloma|atelectasis|edema|nodule|mass|fracture|scoliosis|emphysema|hernia|pacemaker|catheter|infiltrate|opacity)\\b");

    private static final Pattern MEASUREMENT = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(mm|cm)\\b");

    private static final Pattern COMPARABLE =
            Pattern.compile(
                    "\\b(effusion|opacity|atelectasis|cardiomegaly|granuloma|nodule|scoliosis|scarring)\\b");

    private static final Pattern COMPARED =
            Pattern.compile(
                    "(?i)stable|unchanged|change|prior|previous|again|interval|compar|since|new|increas|decreas|improv|worse|remain|persist|now|still|resol|before|earlier|old|known|become|progress|develop|enlarg|similar|redemonstrat|larger|smaller");

    private static final List<String> ADDITIONS =
            List.of(
                    "pneumothorax|There is a small right apical pneumothorax.",
                    "hernia|A large hiatal hernia is present.",
                    "picc|A right PICC ends in the SVC.",
                    "effusion|There is a trace left pleural effusion.",
                    "fracture|There is an acute fracture of the left sixth rib.",
                    "nodule|A 9 mm nodule lies in the left upper lobe.",
                    "edema|There is no pulmonary edema.",
                    "plaque|Calcified pleural plaques are seen on both sides.",
                    "scoliosis|There is moderate scoliosis.");

    private final Change change;

    Corruption(Change change) {
        this.change = change;
    }

    /** The text with one thing wrong; empty where it offers no place for it. */
    Optional<String> of(String text, Random random) {
        return change.of(text, random);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Optional<String> drop(String text, Random random) {
        List<String> sentences = Texts.sentences(text);
        if (sentences.size() < 2) {
            return Optional.empty();
        }
        int at = random.nextInt(sentences.size());
        boolean says = FINDING.matcher(sentences.get(at)).find();
        String word = says ? Texts.firstMatch(FINDING, sentences.get(at)) : "";
        if (!says || Texts.count(text, word) > 1) {
            return Optional.empty();
        }
        sentences.remove(at);
        return Optional.of(String.join(" ", sentences));
    }

    private static Optional<String> add(String text, Random random) {
        String[] added = ADDITIONS.get(random.nextInt(ADDITIONS.size())).split("\\|");
        return text.toLowerCase(Locale.ROOT).contains(added[0])
                ? Optional.empty()
                : Optional.of(text + " " + added[1]);
    }

    private static Optional<String> remeasure(String text, Random random) {
        boolean unit = random.nextBoolean();
        return replaceOne(
                text,
                random,
                MEASUREMENT,
                match ->
                        unit
                                ? match.group(1) + (match.group(2).equals("mm") ? " cm" : " mm")
                                : "7" + match.group(1) + " " + match.group(2));
    }

    private static Optional<String> inventComparison(String text, Random random) {
        return COMPARED.matcher(text).find()
                ? Optional.empty()
                : replaceOne(
                        text,
                        random,
                        COMPARABLE,
                        match -> match.group() + ", unchanged from the prior study,");
    }

    /** One of the words becomes the one beside it. */
    private static Change exchange(Map<String, String> words) {
        String any =
                words.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .collect(Collectors.joining("|", "(?i)\\b(?:", ")\\b"));
        return exchange(any, match -> words.get(match.group().toLowerCase(Locale.ROOT)));
    }

    /** One match of the pattern becomes something else. */
    private static Change exchange(String pattern, Function<MatchResult, String> with) {
        Pattern compiled = Pattern.compile(pattern);
        return (text, random) -> replaceOne(text, random, compiled, with);
    }

    private static Optional<String> replaceOne(
            String text, Random random, Pattern pattern, Function<MatchResult, String> with) {
        List<MatchResult> places = pattern.matcher(text).results().toList();
        if (places.isEmpty()) {
            return Optional.empty();
        }
        MatchResult place = places.get(random.nextInt(places.size()));
        return Optional.of(
                text.substring(0, place.start()) + with.apply(place) + text.substring(place.end()));
    }
}
