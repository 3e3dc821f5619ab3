package hilum.radiology.claims.comparison;

import hilum.radiology.Sentences;
import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.Generics;
import hilum.radiology.claims.ledger.Contradictions;
import hilum.radiology.claims.reader.ClaimReader;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Word;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What was done to an impression: the one sentence that was changed or put in, and whether that is
 * one error that the findings contradict. Stateless.
 */
public final class ImpressionEdit {

    /** The ways in which one edit makes an impression wrong (ReXErr's categories). */
    public enum Kind {
        SEVERITY,
        LOCATION,
        FALSE_PREDICTION,
        FALSE_NEGATION,
        MEASUREMENT,
        OPPOSITE_SENTENCE,
        ADDED_DEVICE,
        DEVICE_NAME,
        DEVICE_POSITION
    }

    /**
     * What the edit comes to.
     *
     * @param kind the error; empty where the text isn't an impression with exactly one
     * @param evidence why, one line each, both sentences among them
     */
    public record Result(Optional<Kind> kind, List<String> evidence) {
        static Result refused(String... evidence) {
            return new Result(Optional.empty(), List.of(evidence));
        }
    }

    /** More stretches than this are a rewording. */
    private static final int MOST_STRETCHES = 3;

    private static final int MOST_SENTENCES = 200;

    private final Comparison comparison = new Comparison();
    private final ClaimReader reader = new ClaimReader();

    /** What an edited impression comes to, beside the findings that it should contradict. */
    public Result of(String impression, String text, String findings) {
        var before = sentences(impression);
        var after = sentences(text);
        if (before.size() > MOST_SENTENCES || after.size() > MOST_SENTENCES) {
            return Result.refused("the impression is longer than any: more than 200 sentences");
        }
        var removed = new ArrayList<String>();
        var added = new ArrayList<String>();
        align(before, after, removed, added);
        if (removed.isEmpty() && added.isEmpty()) {
            return Result.refused("the impression is unchanged");
        }
        if (removed.size() == 1 && added.size() == 2 && divided(removed, added)) {
            // "No A or B" has become "A. No B".
            return change(removed.getFirst(), String.join(" ", added), impression, findings);
        }
        if (removed.size() > 1 || added.size() > 1) {
            return Result.refused(
                    "more than one sentence is changed",
                    "original: \"%s\"".formatted(String.join(" ", removed)),
                    "rewrite: \"%s\"".formatted(String.join(" ", added)));
        }
        if (added.isEmpty()) {
            return Result.refused("a sentence is missing: \"%s\"".formatted(removed.getFirst()));
        }
        return removed.isEmpty()
                ? insertion(impression, added.getFirst(), findings)
                : change(removed.getFirst(), added.getFirst(), impression, findings);
    }

    /** Whether two sentences speak of nothing that the one before them didn't. */
    private boolean divided(List<String> removed, List<String> added) {
        var heads = reader.read(removed.getFirst()).claims().stream().map(Claim::head).toList();
        return reader.read(String.join(" ", added)).claims().stream()
                .allMatch(c -> heads.contains(c.head()));
    }

    private Result change(String was, String is, String impression, String findings) {
        if (stretches(was, is) > MOST_STRETCHES) {
            return both("the sentence is reworded in more than one place", was, is);
        }
        var differences = comparison.exactlySame(was, is);
        if (differences.isEmpty()) {
            return both("there is no error: both say the same", was, is);
        }
        var old = Generics.named(reader.read(was).claims());
        var now = Generics.named(reader.read(is).claims());
        var byHead = new LinkedHashMap<String, EnumSet<Code>>();
        for (var head : heads(old, now)) {
            var codes = codes(head, was, is, old, now);
            if (!codes.isEmpty()) {
                byHead.put(head, codes);
            }
        }
        if (byHead.size() > 1 && old.stream().anyMatch(c -> c.kind() == Type.DEVICE)) {
            // "Coiled in the esophagus" is where the tube is.
            byHead.keySet().removeAll(List.of("coiled", "kinked", "malposition"));
        }
        if (byHead.isEmpty()) {
            return numbers(differences, was, is, old, findings);
        }
        withoutConsequences(byHead, old, now);
        var lost = new ArrayList<Claim>();
        var added = new ArrayList<Claim>();
        byHead.forEach(
                (head, codes) -> {
                    if (codes.contains(Code.LOST)) {
                        old.stream().filter(c -> c.head().equals(head)).limit(1).forEach(lost::add);
                    }
                    if (codes.contains(Code.ADDED)) {
                        now.stream()
                                .filter(c -> c.head().equals(head))
                                .limit(1)
                                .forEach(added::add);
                    }
                });
        if (!lost.isEmpty() || !added.isEmpty()) {
            boolean only = lost.size() + added.size() == byHead.size();
            return only
                    ? replaced(lost, added, was, is, impression, findings)
                    : both("more than one statement differs", was, is);
        }
        return attributes(byHead, was, is, old, now, findings);
    }

    /** Where a finding is denied, what the original concludes from it goes with it. */
    private static void withoutConsequences(
            LinkedHashMap<String, EnumSet<Code>> byHead, List<Claim> old, List<Claim> now) {
        int denied =
                old.stream()
                        .filter(c -> !c.absent())
                        .filter(
                                c ->
                                        now.stream()
                                                .anyMatch(
                                                        o ->
                                                                o.head().equals(c.head())
                                                                        && o.absent()))
                        .mapToInt(Claim::start)
                        .findFirst()
                        .orElse(Integer.MAX_VALUE);
        boolean alone =
                byHead.values().stream().filter(c -> c.contains(Code.POLARITY)).count() == 1;
        byHead.entrySet()
                .removeIf(
                        e ->
                                alone
                                        && e.getValue().equals(EnumSet.of(Code.LOST))
                                        && old.stream()
                                                .filter(c -> c.head().equals(e.getKey()))
                                                .allMatch(
                                                        c ->
                                                                c.start() > denied
                                                                        && c.kind()
                                                                                == Type.FINDING));
    }

    private Result replaced(
            List<Claim> lost,
            List<Claim> added,
            String was,
            String is,
            String impression,
            String findings) {
        if (lost.isEmpty() && added.size() == 1) {
            return inserted(impression, added.getFirst(), is, was, findings);
        }
        if (lost.size() != 1 || added.size() != 1) {
            return both("more than one statement differs", was, is);
        }
        var old = lost.getFirst();
        var now = added.getFirst();
        if (old.kind() == Type.DEVICE && now.kind() == Type.DEVICE) {
            boolean alike =
                    old.stance().equals(now.stance())
                            && old.of(Type.SIDE).equals(now.of(Type.SIDE))
                            && old.of(Type.MEASURE).equals(now.of(Type.MEASURE));
            return alike
                    ? accepted(Kind.DEVICE_NAME, was, is, now, findings)
                    : both("the device and its place differ: two errors", was, is);
        }
        if (Contradictions.opposite(old.head(), now.head())) {
            boolean denied = Contradictions.calm(now.head());
            return accepted(
                    denied ? Kind.FALSE_NEGATION : Kind.FALSE_PREDICTION, was, is, now, findings);
        }
        boolean denial = old.absent() || old.head().startsWith("normal ");
        boolean asserts = now.present() && !now.head().startsWith("normal ");
        if (denial
                && asserts
                && now.kind() != Type.DEVICE
                && Contradictions.covers(old.head(), now.head())) {
            return accepted(Kind.FALSE_PREDICTION, was, is, now, findings);
        }
        return both("one statement is lost and another added", was, is);
    }

    private Result attributes(
            Map<String, EnumSet<Code>> byHead,
            String was,
            String is,
            List<Claim> old,
            List<Claim> now,
            String findings) {
        var codes = EnumSet.noneOf(Code.class);
        byHead.values().forEach(codes::addAll);
        var head = byHead.keySet().iterator().next();
        var before = other(old, now, head);
        var after = other(now, old, head);
        if (codes.contains(Code.POLARITY)) {
            if (byHead.size() > 1 && stretches(was, is) > 1) {
                return both("more than one statement is turned round", was, is);
            }
            if (before.absent() && after.present()) {
                return accepted(Kind.FALSE_PREDICTION, was, is, after, findings);
            }
            return after.absent()
                    ? accepted(Kind.FALSE_NEGATION, was, is, after, findings)
                    : both("a denial became a doubt, which is no category of error", was, is);
        }
        if (codes.contains(Code.CERTAINTY)
                || codes.contains(Code.COMPARISON)
                || codes.contains(Code.KIND)) {
            return both("the difference is no category of error", was, is);
        }
        boolean device = before.kind() == Type.DEVICE;
        if (device && (codes.contains(Code.PLACE) || codes.equals(EnumSet.of(Code.SIDE)))) {
            return codes.contains(Code.SEVERITY)
                    ? both("more than one attribute differs", was, is)
                    : accepted(Kind.DEVICE_POSITION, was, is, after, findings);
        }
        codes.remove(Code.NUMBER);
        if (codes.contains(Code.SIDE) && codes.contains(Code.PLACE)) {
            // "Right upper" for "left lower" is one move where it is one stretch.
            if (stretches(was, is) == 1) {
                codes.remove(Code.SIDE);
            }
        }
        if (codes.size() != 1) {
            return both("more than one attribute differs", was, is);
        }
        var kind =
                switch (codes.iterator().next()) {
                    case SIDE, PLACE -> Kind.LOCATION;
                    case SEVERITY -> Kind.SEVERITY;
                    case MEASUREMENT -> Kind.MEASUREMENT;
                    default -> null;
                };
        return kind == null
                ? both("the difference is no category of error", was, is)
                : accepted(kind, was, is, after, findings);
    }

    /** A number without a finding: "ratio 0.52". */
    private Result numbers(
            List<Difference> differences, String was, String is, List<Claim> old, String findings) {
        boolean number = differences.stream().allMatch(d -> d.code() == Code.NUMBER);
        if (!number || stretches(was, is) != 1) {
            return both("the difference can't be read as an error", was, is);
        }
        var claim = old.isEmpty() ? null : old.getFirst();
        return accepted(Kind.MEASUREMENT, was, is, claim, "");
    }

    private Result insertion(String impression, String sentence, String findings) {
        var all = reader.read(sentence).claims();
        boolean device = all.stream().anyMatch(c -> c.kind() == Type.DEVICE);
        // "A nasogastric tube is coiled in the stomach" says one thing.
        var claims = all.stream().filter(c -> !device || !c.head().equals("coiled")).toList();
        var heads = claims.stream().map(Claim::head).distinct().toList();
        if (heads.size() == 2
                && claims.stream().allMatch(c -> c.absent() || Contradictions.calm(c.head()))) {
            // "The mediastinum is normal, without a mass": one denial, said twice.
            var said = reader.read(impression).claims();
            var wrong = claims.stream().filter(c -> Contradictions.contradicted(c, said)).toList();
            boolean ofOne =
                    wrong.size() == claims.size()
                            && claims.stream()
                                            .map(c -> Contradictions.structure(c.head()))
                                            .distinct()
                                            .count()
                                    == 1;
            if (wrong.size() == 1 || ofOne) {
                return inserted(impression, wrong.getFirst(), sentence, "", findings);
            }
        }
        if (heads.size() != 1) {
            return Result.refused(
                    heads.isEmpty()
                            ? "a sentence is added that says nothing of the image"
                            : "a sentence is added that says more than one thing: "
                                    + String.join(", ", heads),
                    "rewrite: \"%s\"".formatted(sentence));
        }
        return inserted(impression, claims.getFirst(), sentence, "", findings);
    }

    private Result inserted(
            String impression, Claim wrong, String sentence, String was, String findings) {
        var said = reader.read(impression).claims();
        var found = reader.read(findings).claims();
        if (wrong.kind() == Type.DEVICE) {
            boolean there =
                    said.stream().anyMatch(c -> c.head().equals(wrong.head()) && !c.absent());
            if (wrong.present() && !there) {
                return accepted(Kind.ADDED_DEVICE, was, sentence, wrong, findings);
            }
        }
        boolean opposite = Contradictions.contradicted(wrong, said);
        if (opposite) {
            return accepted(Kind.OPPOSITE_SENTENCE, was, sentence, wrong, findings);
        }
        boolean normal = wrong.absent() || wrong.head().startsWith("normal ");
        if (!normal && wrong.present() && wrong.kind() != Type.DEVICE) {
            return accepted(Kind.FALSE_PREDICTION, was, sentence, wrong, findings);
        }
        if (normal && Contradictions.contradicted(wrong, found)) {
            return accepted(Kind.FALSE_NEGATION, was, sentence, wrong, findings);
        }
        return Result.refused(
                "the added statement contradicts nothing: " + wrong,
                "rewrite: \"%s\"".formatted(sentence));
    }

    /** The claim about a head that the other side doesn't make. */
    private static Claim other(List<Claim> claims, List<Claim> others, String head) {
        var said = others.stream().map(Claim::toString).toList();
        var about = claims.stream().filter(c -> c.head().equals(head)).toList();
        return about.stream()
                .filter(c -> !said.contains(c.toString()))
                .findFirst()
                .orElse(about.getFirst());
    }

    /** An error, unless the findings say the same. */
    private Result accepted(Kind kind, String was, String is, Claim wrong, String findings) {
        boolean said =
                kind == Kind.OPPOSITE_SENTENCE || kind == Kind.LOCATION && halves(was, wrong);
        if (wrong != null && !said) {
            var found = reader.read(findings).claims();
            for (var claim : found) {
                if (supports(claim, wrong) && !(narrow(claim, wrong) && denies(found, wrong))) {
                    return both("the findings say so too: " + claim, was, is);
                }
            }
        }
        var evidence = new ArrayList<String>();
        if (!was.isEmpty()) {
            evidence.add("original: \"%s\"".formatted(was));
        }
        evidence.add("rewrite: \"%s\"".formatted(is));
        if (wrong != null) {
            evidence.add("wrong: " + wrong);
        }
        return new Result(Optional.of(kind), evidence);
    }

    /** Whether one side is left of both: "bilateral plaques", "left plaques". */
    private boolean halves(String was, Claim wrong) {
        var sides = new TreeSet<String>();
        reader.read(was).claims().stream()
                .filter(c -> c.head().equals(wrong.head()))
                .forEach(c -> sides.addAll(c.of(Type.SIDE)));
        return sides.size() == 2 && wrong.of(Type.SIDE).size() == 1;
    }

    /** Whether only one side is said to be free or normal: "no left pneumothorax". */
    private static boolean narrow(Claim found, Claim wrong) {
        boolean calm = wrong.absent() || wrong.head().startsWith("normal ");
        return calm && wrong.of(Type.SIDE).isEmpty() && !found.of(Type.SIDE).isEmpty();
    }

    private static boolean denies(List<Claim> found, Claim wrong) {
        return wrong.absent()
                ? found.stream().anyMatch(c -> c.head().equals(wrong.head()) && c.present())
                : Contradictions.contradicted(wrong, found);
    }

    private static boolean supports(Claim found, Claim wrong) {
        if (!found.head().equals(wrong.head()) || !found.stance().equals(wrong.stance())) {
            return false;
        }
        for (var type : List.of(Type.SIDE, Type.PLACE, Type.SEVERITY, Type.MEASURE, Type.MORE)) {
            if (!found.of(type).containsAll(wrong.of(type))) {
                return false;
            }
        }
        return true;
    }

    private static Result both(String why, String was, String is) {
        return was.isEmpty()
                ? Result.refused(why, "rewrite: \"%s\"".formatted(is))
                : Result.refused(
                        why, "original: \"%s\"".formatted(was), "rewrite: \"%s\"".formatted(is));
    }

    private static List<String> heads(List<Claim> old, List<Claim> now) {
        var all = new ArrayList<>(old);
        all.addAll(now);
        return all.stream().map(Claim::head).distinct().toList();
    }

    private EnumSet<Code> codes(
            String head, String was, String is, List<Claim> old, List<Claim> now) {
        var codes = EnumSet.noneOf(Code.class);
        for (var difference : comparison.about(head, was, is)) {
            codes.add(difference.code());
        }
        boolean before = old.stream().anyMatch(c -> c.head().equals(head));
        boolean after = now.stream().anyMatch(c -> c.head().equals(head));
        if (before && !after) {
            codes.add(Code.LOST);
        }
        if (after && !before) {
            codes.add(Code.ADDED);
        }
        return codes;
    }

    /** In how many stretches of words two sentences differ. */
    private static int stretches(String was, String is) {
        var a = forms(was);
        var b = forms(is);
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int stretches = 0;
        boolean inside = false;
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                inside = false;
                i++;
                j++;
                continue;
            }
            stretches += inside ? 0 : 1;
            inside = true;
            if (j >= b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return stretches;
    }

    private static List<String> forms(String sentence) {
        return Word.of(sentence, 0).stream().limit(150).map(Word::form).toList();
    }

    private static List<String> sentences(String text) {
        return Sentences.split(text).stream().map(s -> s.text().strip()).toList();
    }

    /** The sentences that only one of the texts holds, in their order. */
    private static void align(
            List<String> before, List<String> after, List<String> removed, List<String> added) {
        var old = before.stream().map(ImpressionEdit::key).toList();
        var now = after.stream().map(ImpressionEdit::key).toList();
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] =
                        old.get(i).equals(now.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j >= now.size() || i < old.size() && common[i + 1][j] >= common[i][j + 1]) {
                removed.add(before.get(i++));
            } else {
                added.add(after.get(j++));
            }
        }
    }

    private static String key(String sentence) {
        return String.join(" ", sentence.strip().replaceAll("[.;]+$", "").split("\\s+"));
    }
}
