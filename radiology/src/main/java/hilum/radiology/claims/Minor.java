package hilum.radiology.claims;

import hilum.radiology.claims.Atom.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Attributes that describe without telling one thing from another, by {@code minor.txt}. */
final class Minor {

    private static final Set<Atom> ATOMS = load();

    private Minor() {}

    static boolean atom(Atom atom) {
        return ATOMS.contains(atom);
    }

    static boolean value(Type type, String value) {
        return ATOMS.contains(new Atom(type, value));
    }

    /** Whether a finding only sums up others, or only says how the image was taken. */
    static boolean head(String head) {
        return ATOMS.contains(new Atom(Type.FINDING, head));
    }

    private static Set<Atom> load() {
        var atoms = new HashSet<Atom>();
        for (var row : Compositions.rows("minor.txt", 2)) {
            var type = Type.valueOf(row.get(0).toUpperCase(java.util.Locale.ROOT));
            for (var value : List.of(row.get(1).split(";"))) {
                atoms.add(new Atom(type, value.strip()));
            }
        }
        return Set.copyOf(atoms);
    }
}
