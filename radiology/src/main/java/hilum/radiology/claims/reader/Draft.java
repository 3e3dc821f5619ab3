package hilum.radiology.claims.reader;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import hilum.radiology.claims.vocabulary.Quantities;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A claim in the making, of one sentence. Mutable; used by one thread. */
final class Draft {

    private static final Set<String> ADVISED =
            Set.of(
                    "ct",
                    "mri",
                    "ultrasound",
                    "biopsy",
                    "bronchoscopy",
                    "follow-up",
                    "drainage",
                    "clinical-correlation",
                    "withdrawal",
                    "removal",
                    "advancement",
                    "repositioning");

    final Atom head;
    final Item item;
    final int at;
    String stance = Claim.PRESENT;
    final Map<Type, Set<String>> attributes = new EnumMap<>(Type.class);

    Draft(Atom head, Item item, int at) {
        this.head = head;
        this.item = item;
        this.at = at;
    }

    void add(Atom atom) {
        attributes.computeIfAbsent(atom.type(), t -> new TreeSet<>()).add(atom.value());
    }

    boolean has(Type type) {
        return attributes.containsKey(type);
    }

    /** "Measured 25 mm and is now 14 mm": what has become smaller, whether it is said or not. */
    private void measured() {
        List<BigDecimal> once = List.of();
        List<BigDecimal> now = List.of();
        for (var measure : attributes.getOrDefault(Type.MEASURE, Set.of())) {
            var size = measure.replace(Quantities.PAST_MARK, "");
            if (!size.endsWith(" mm")) {
                return;
            }
            var sizes =
                    Arrays.stream(size.substring(0, size.length() - 3).split(" x "))
                            .map(BigDecimal::new)
                            .toList();
            if (measure.startsWith(Quantities.PAST_MARK)) {
                once = sizes;
            } else {
                now = sizes;
            }
        }
        var courses = new TreeSet<Integer>();
        for (int i = 0; i < now.size() && now.size() == once.size(); i++) {
            courses.add(Integer.signum(now.get(i).compareTo(once.get(i))));
        }
        courses.remove(0);
        if (courses.size() == 1) {
            add(new Atom(Type.CHANGE, courses.first() > 0 ? "increased" : "decreased"));
        }
    }

    Claim claim(int sentence) {
        var change = attributes.getOrDefault(Type.CHANGE, Set.of());
        if (change.size() > 1 && change.contains("unchanged")) {
            // "There remains an effusion, which has decreased".
            change = new TreeSet<>(change);
            change.remove("unchanged");
            attributes.put(Type.CHANGE, change);
        }
        var said = change.contains("resolved") ? Claim.ABSENT : stance;
        if (change.contains("resolved") && has(Type.SEVERITY)) {
            // "Completely resolved" is resolved.
            attributes.get(Type.SEVERITY).removeAll(Set.of("complete", "near-complete"));
        }
        boolean again = change.equals(Set.of("unchanged"));
        if (change.isEmpty() || again) {
            measured();
        }
        if (again && attributes.get(Type.CHANGE).size() > 1) {
            // "Again seen, now 4 cm, previously 3".
            attributes.get(Type.CHANGE).remove("unchanged");
        }
        if (advised() && !said.equals(Claim.ABSENT)) {
            // "Suggest CT" doubts nothing.
            said = Claim.PRESENT;
        }
        return new Claim(
                head.value(), head.type(), said, attributes, sentence, item.start(), item.end());
    }

    /** Whether a finding is something that a report advises. */
    static boolean advises(String finding) {
        return ADVISED.contains(finding);
    }

    /** Whether it advises something, which is neither doubted nor measured in size. */
    boolean advised() {
        return ADVISED.contains(head.value());
    }
}
