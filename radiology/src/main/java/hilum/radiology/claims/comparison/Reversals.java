package hilum.radiology.claims.comparison;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What one text says the other way round than another, though each word of it stands there, too: a
 * course that has turned, a finding where the other only denies it, devices that have changed
 * places. Of one pair of texts.
 */
final class Reversals {
    private static final Set<String> COURSES = Set.of("increased", "decreased");

    private final Reading original;
    private final List<Claim> before;
    private final Reading rewrite;
    private final List<Claim> after;

    Reversals(Reading original, List<Claim> before, Reading rewrite, List<Claim> after) {
        this.original = original;
        this.before = before;
        this.rewrite = rewrite;
        this.after = after;
    }

    /** All reversals; without time, none of courses. */
    List<Difference> differences(boolean timeless) {
        var differences = new ArrayList<Difference>();
        if (!timeless) {
            differences.addAll(
                    reversed(
                            courses(original, before),
                            courses(rewrite, after),
                            Reversals::sided,
                            Code.COMPARISON,
                            "%s has %s in the original and %s in the rewrite"));
        }
        for (var place : places()) {
            differences.addAll(
                    reversed(
                            stances(before, place),
                            stances(after, place),
                            Claim::head,
                            Code.POLARITY,
                            "%s in " + place + " is %s in the original and %s in the rewrite"));
        }
        differences.addAll(swapped());
        return differences;
    }

    /** Things of which each text says one value, and not the same. */
    private List<Difference> reversed(
            Map<String, Set<String>> here,
            Map<String, Set<String>> there,
            Function<Claim, String> name,
            Code code,
            String what) {
        var differences = new ArrayList<Difference>();
        here.forEach(
                (thing, values) -> {
                    var others = there.getOrDefault(thing, values);
                    if (values.size() == 1 && others.size() == 1 && !values.equals(others)) {
                        var was = values.iterator().next();
                        var is = others.iterator().next();
                        differences.add(
                                new Difference(
                                        code,
                                        what.formatted(thing, was, is),
                                        told(original, before, name, thing),
                                        told(rewrite, after, name, thing)));
                    }
                });
        return differences;
    }

    /** How each thing has changed; left out where one clause tells of both ways. */
    private static Map<String, Set<String>> courses(Reading reading, List<Claim> claims) {
        var courses = new HashMap<String, Set<String>>();
        for (var claim : claims) {
            var atoms = reading.atoms().get(claim.sentence());
            boolean both = COURSES.stream().allMatch(c -> atoms.contains(new Atom(Type.CHANGE, c)));
            boolean clauses = atoms.contains(new Atom(Type.BREAK, ""));
            var own = new HashSet<>(claim.of(Type.CHANGE));
            own.retainAll(COURSES);
            if (!both || clauses) {
                courses.computeIfAbsent(sided(claim), h -> new HashSet<>()).addAll(own);
            }
        }
        return courses;
    }

    private static String sided(Claim claim) {
        return (String.join(" and ", claim.of(Type.SIDE)) + " " + claim.head()).strip();
    }

    private Set<String> places() {
        var places = new HashSet<String>();
        before.forEach(c -> places.addAll(c.of(Type.PLACE)));
        return places;
    }

    private static Map<String, Set<String>> stances(List<Claim> claims, String place) {
        var stances = new HashMap<String, Set<String>>();
        for (var claim : claims) {
            if (claim.of(Type.PLACE).contains(place)) {
                stances.computeIfAbsent(claim.head(), h -> new HashSet<>())
                        .add(claim.absent() ? Claim.ABSENT : Claim.PRESENT);
            }
        }
        return stances;
    }

    /** Two devices of which each lies where the other text has the other one. */
    private List<Difference> swapped() {
        var differences = new ArrayList<Difference>();
        var here = positions(before);
        var there = positions(after);
        for (var one : here.keySet()) {
            for (var other : here.keySet()) {
                boolean first = one.compareTo(other) < 0;
                if (first
                        && !here.get(one).equals(here.get(other))
                        && here.get(one).equals(there.get(other))
                        && here.get(other).equals(there.get(one))) {
                    differences.add(
                            new Difference(
                                    Code.PLACE,
                                    "%s and %s have changed places".formatted(one, other),
                                    told(original, before, Claim::head, one),
                                    told(rewrite, after, Claim::head, one)));
                }
            }
        }
        return differences;
    }

    private static Map<String, Set<String>> positions(List<Claim> claims) {
        var positions = new HashMap<String, Set<String>>();
        for (var claim : claims) {
            if (claim.kind() == Type.DEVICE && !claim.of(Type.PLACE).isEmpty()) {
                positions
                        .computeIfAbsent(claim.head(), h -> new HashSet<>())
                        .addAll(claim.of(Type.PLACE));
            }
        }
        return positions;
    }

    /** The first sentence that tells of a thing. */
    private static String told(
            Reading reading, List<Claim> claims, Function<Claim, String> name, String thing) {
        return claims.stream()
                .filter(c -> name.apply(c).equals(thing))
                .findFirst()
                .map(c -> reading.sentences().get(c.sentence()))
                .orElse("");
    }
}
