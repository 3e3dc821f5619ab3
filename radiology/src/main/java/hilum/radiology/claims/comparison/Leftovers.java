package hilum.radiology.claims.comparison;

import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Strange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What two texts differ in besides their claims: numbers, shades of doubt, unknown words. */
final class Leftovers {

    /**
     * A few words that the vocabulary doesn't know are style where all claims are the same, and
     * none of them looks like the name of a finding.
     */
    private static final int STRANGE = 5;

    private static final Pattern PAIR =
            Pattern.compile("\\b(?:two|2) (?:\\p{L}+ ){0,2}?(\\p{L}{3,})s\\b");

    private static final Pattern COUNTED = Pattern.compile("\\b(?:two|2) (\\p{L}{3,})s\\b");

    private Leftovers() {}

    /** Whether one of the dimensions of a quantity is another one: "46 x 39 mm" and "46 mm". */
    static boolean covers(String larger, String smaller) {
        if (!larger.contains(" x ") || smaller.contains(" x ")) {
            return false;
        }
        int unit = smaller.lastIndexOf(' ');
        return unit > 0
                && larger.endsWith(smaller.substring(unit))
                && List.of(larger.split(" x | (?=[a-z]+$)")).contains(smaller.substring(0, unit));
    }

    static List<Difference> numbers(Reading original, Reading rewrite, boolean timeless) {
        var added = new TreeSet<>(rewrite.numbers());
        added.removeAll(original.numbers());
        var lost = new TreeSet<>(original.numbers());
        lost.removeAll(rewrite.numbers());
        lost.removeIf(n -> rewrite.numbers().stream().anyMatch(o -> covers(o, n)));
        added.removeAll(original.times());
        lost.removeAll(rewrite.times());
        var counts = new TreeSet<>(lost);
        counts.removeIf(n -> n.length() > 1);
        lost.removeIf(n -> n.length() == 1 && n.compareTo("4") <= 0);
        boolean pair = counts.isEmpty() && !doubled(original, rewrite);
        added.removeIf(n -> n.equals("1") || n.equals("2") && pair);
        if (timeless && added.isEmpty()) {
            lost.clear();
        }
        var differences = new ArrayList<Difference>();
        if (!timeless && apart(original.times(), rewrite) && apart(rewrite.times(), original)) {
            differences.add(
                    new Difference(
                            Code.NUMBER,
                            "the time before of %s became %s"
                                    .formatted(original.times(), rewrite.times()),
                            "",
                            ""));
        }
        single(original, rewrite)
                .ifPresent(
                        t -> differences.add(counted("two %ss became one", t, original, rewrite)));
        single(rewrite, original)
                .ifPresent(
                        t -> differences.add(counted("one %s became two", t, original, rewrite)));
        if (!added.isEmpty()) {
            differences.add(
                    new Difference(
                            Code.NUMBER,
                            "the original has no " + String.join(", ", added),
                            "",
                            ""));
        }
        if (!lost.isEmpty()) {
            differences.add(
                    new Difference(
                            Code.NUMBER, "the rewrite has no " + String.join(", ", lost), "", ""));
        }
        return differences;
    }

    /** Whether a text knows none of some times. */
    private static boolean apart(Set<String> times, Reading other) {
        return !times.isEmpty()
                && times.stream()
                        .noneMatch(t -> other.times().contains(t) || other.numbers().contains(t));
    }

    private static Difference counted(
            String what, String thing, Reading original, Reading rewrite) {
        return new Difference(
                Code.NUMBER, what.formatted(thing), with(original, thing), with(rewrite, thing));
    }

    private static String with(Reading reading, String word) {
        return reading.sentences().stream()
                .filter(s -> s.toLowerCase(Locale.ROOT).contains(word))
                .findFirst()
                .orElse("");
    }

    /** What one text counts two of and the other one of: "one chest tube". */
    private static Optional<String> single(Reading two, Reading one) {
        var written = String.join(" ", one.sentences()).toLowerCase(Locale.ROOT);
        var counted = PAIR.matcher(String.join(" ", two.sentences()).toLowerCase(Locale.ROOT));
        while (counted.find()) {
            var thing = counted.group(1);
            long single =
                    Pattern.compile("\\b(?:one|other|single) (?:\\p{L}+ ){0,2}" + thing + "\\b")
                            .matcher(written)
                            .results()
                            .count();
            if (single == 1 && !written.contains(thing + "s")) {
                return Optional.of(thing);
            }
        }
        return Optional.empty();
    }

    /** Whether the rewrite has two of what the original has one of: "missed two sessions". */
    private static boolean doubled(Reading original, Reading rewrite) {
        var written = String.join(" ", original.sentences()).toLowerCase(Locale.ROOT);
        for (var sentence : rewrite.sentences()) {
            var counted = COUNTED.matcher(sentence.toLowerCase(Locale.ROOT));
            while (counted.find()) {
                var one = counted.group(1);
                boolean single = Pattern.compile("\\b" + one + "\\b").matcher(written).find();
                if (single && !written.contains(one + "s")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Shades of doubt that only one text knows, whatever they are about. */
    static List<Difference> shades(Reading original, Reading rewrite) {
        var here = shades(original);
        var there = shades(rewrite);
        if (here.equals(there)) {
            return List.of();
        }
        return List.of(
                new Difference(
                        Code.CERTAINTY,
                        "the original doubts by %s, the rewrite by %s".formatted(here, there),
                        "",
                        ""));
    }

    private static Set<String> shades(Reading reading) {
        var shades = new TreeSet<String>();
        for (var atoms : reading.atoms()) {
            for (var atom : atoms) {
                if (atom.type() == Type.SHADE || atom.type() == Type.SHADE_AFTER) {
                    shades.add(atom.value());
                }
            }
        }
        return shades;
    }

    static List<Difference> words(Reading original, Reading rewrite) {
        var added = Strange.stems(rewrite.unknown());
        added.removeAll(Strange.stems(original.unknown()));
        var lost = Strange.stems(original.unknown());
        lost.removeAll(Strange.stems(rewrite.unknown()));
        boolean one = Math.max(added.size(), lost.size()) <= 1;
        long medical =
                Stream.concat(rewrite.unknown().stream(), original.unknown().stream())
                        .filter(Strange::medical)
                        .filter(
                                w ->
                                        added.contains(Strange.stem(w))
                                                || lost.contains(Strange.stem(w)))
                        .count();
        if (one || added.size() <= STRANGE && lost.size() <= STRANGE && medical == 0) {
            return List.of();
        }
        var differences = new ArrayList<Difference>();
        if (!added.isEmpty()) {
            differences.add(
                    new Difference(
                            Code.WORDS,
                            "words that the original doesn't hold: " + String.join(", ", added),
                            "",
                            ""));
        }
        if (!lost.isEmpty()) {
            differences.add(
                    new Difference(
                            Code.WORDS, "words that are lost: " + String.join(", ", lost), "", ""));
        }
        return differences;
    }
}
