package hilum.radiology.claims.vocabulary;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Attributes that describe without telling one thing from another, by {@code minor.txt}. */
public final class Minor {

    private static final Set<Atom> ATOMS = load();
    private static final Set<String> SHAPES = shapes();

    private Minor() {}

    /** Whether an atom only describes. */
    public static boolean atom(Atom atom) {
        return ATOMS.contains(atom);
    }

    /** Whether a value of a type only describes. */
    public static boolean value(Type type, String value) {
        return ATOMS.contains(new Atom(type, value));
    }

    /** Whether a quality only describes, where all else that is said around it is the same. */
    public static boolean shape(String quality) {
        return SHAPES.contains(quality);
    }

    private static Set<String> shapes() {
        return VocabularyFile.rows("minor.txt", 2).stream()
                .filter(r -> r.get(0).equals("gist"))
                .flatMap(r -> Arrays.stream(r.get(1).split(";")))
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a finding only sums up others, or only says how the image was taken. */
    public static boolean head(String head) {
        return ATOMS.contains(new Atom(Type.FINDING, head));
    }

    private static Set<Atom> load() {
        var atoms = new HashSet<Atom>();
        for (var row : VocabularyFile.rows("minor.txt", 2)) {
            if (row.get(0).equals("gist")) {
                continue;
            }
            var type = Type.valueOf(row.get(0).toUpperCase(java.util.Locale.ROOT));
            for (var value : List.of(row.get(1).split(";"))) {
                atoms.add(new Atom(type, value.strip()));
            }
        }
        return Set.copyOf(atoms);
    }
}
