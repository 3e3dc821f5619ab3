package hilum.radiology.claims;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Structures that one text calls intact or clear and the other free of the one finding that would
 * contradict it: "the ribs are not fractured", "the right lung shows no opacity". Stateless.
 */
public final class Sound {

    /** Findings, and the structures that are intact or clear without them. */
    private static final Map<String, Set<String>> WITHOUT =
            Map.of(
                    "fracture",
                    Set.of("rib", "clavicle", "scapula", "sternum", "humerus"),
                    "opacity",
                    Set.of("lung"));

    private static final List<Type> MORE =
            List.of(Type.QUALITY, Type.CHANGE, Type.NUMBER, Type.SEVERITY);

    private Sound() {}

    /** Whether the lack of a finding may be told as the soundness of its structure. */
    public static boolean lacks(String finding) {
        return WITHOUT.containsKey(finding);
    }

    /** Claims with plain denials put as soundness, where the other text puts them so. */
    public static List<Claim> asIn(List<Claim> other, List<Claim> claims) {
        var put = new ArrayList<Claim>();
        for (var claim : claims) {
            var structures = structures(claim);
            boolean sound =
                    !structures.isEmpty()
                            && structures.stream()
                                    .allMatch(s -> calls(other, "normal " + s, claim));
            if (sound) {
                structures.forEach(
                        s ->
                                put.add(
                                        claim.with("normal " + s, Claim.PRESENT)
                                                .with(Type.PLACE, Set.of())));
            } else {
                put.add(claim);
            }
        }
        return put;
    }

    private static Set<String> structures(Claim claim) {
        var of = WITHOUT.get(claim.head());
        boolean plain = claim.absent() && MORE.stream().allMatch(t -> claim.of(t).isEmpty());
        if (of == null || !plain) {
            return Set.of();
        }
        var places = new TreeSet<>(claim.of(Type.PLACE));
        if (of.size() == 1) {
            return places.isEmpty() ? of : Set.of();
        }
        return of.containsAll(places) ? places : Set.of();
    }

    private static boolean calls(List<Claim> other, String head, Claim claim) {
        boolean denied =
                other.stream()
                        .anyMatch(
                                o ->
                                        o.head().equals(claim.head())
                                                && o.absent()
                                                && o.of(Type.PLACE).equals(claim.of(Type.PLACE)));
        return !denied && other.stream().anyMatch(o -> o.head().equals(head) && !o.absent());
    }
}
