package hilum.radiology.claims.vocabulary;

import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.reading.Phrases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which words say the same: the phrases of the resource files beside this class and the atoms that
 * they stand for. Finer than the lexicon of the reader, which sorts findings into label sets.
 * Immutable; one per process.
 */
public final class Vocabulary {

    private static final int LONGEST = 12;
    private static final List<String> FILES =
            List.of(
                    "findings.txt",
                    "devices.txt",
                    "places.txt",
                    "qualifiers.txt",
                    "cues.txt",
                    "histories.txt",
                    "filler.txt",
                    "style.txt");
    private static final Map<String, Atom> SIDES =
            Map.of(
                    "left", new Atom(Type.SIDE, "left"),
                    "l", new Atom(Type.SIDE, "left"),
                    "lt", new Atom(Type.SIDE, "left"),
                    "right", new Atom(Type.SIDE, "right"),
                    "r", new Atom(Type.SIDE, "right"),
                    "rt", new Atom(Type.SIDE, "right"),
                    "both", new Atom(Type.SIDE, "bilateral"));

    /** A side, as a word of a phrase, and the other one. */
    private record Twin(Pattern pattern, Atom side, String other) {
        Twin(String side, String other) {
            this(Pattern.compile("\\b" + side + "\\b"), SIDES.get(side), other);
        }
    }

    private static final List<Twin> TWINS =
            List.of(new Twin("left", "right"), new Twin("right", "left"));

    /** Changes that are often said with how far. */
    private static final Set<Atom> MOVES =
            Set.of(new Atom(Type.CHANGE, "higher"), new Atom(Type.CHANGE, "lower"));

    /** Words by which a phrase denies by itself. */
    private static final Set<String> DENIALS = Set.of("without", "no", "not", "neither", "nor");

    private static final int SHORTEST_FORM = 7;

    /** Endings of forms, and those that the vocabulary's form of the word may have. */
    private static final Map<String, List<String>> ENDINGS = endings();

    private static Map<String, List<String>> endings() {
        var endings = new LinkedHashMap<String, List<String>>();
        endings.put("isation", List.of("ization"));
        endings.put("ised", List.of("ized", "ization"));
        endings.put("ising", List.of("izing", "ization", "ized"));
        endings.put("ated", List.of("ation", "ate"));
        endings.put("ating", List.of("ation", "ate", "ated"));
        endings.put("ates", List.of("ation", "ated"));
        endings.put("ically", List.of("ic", "ical"));
        endings.put("ally", List.of("al"));
        endings.put("ily", List.of("y"));
        endings.put("ly", List.of("", "le"));
        endings.put("ied", List.of("ication", "y"));
        endings.put("ed", List.of("ion", "ment", "ure", "e", "", "ing"));
        endings.put("ing", List.of("ion", "ment", "ure", "e", "", "ed"));
        endings.put("ity", List.of("e", ""));
        endings.put("ness", List.of(""));
        return endings;
    }

    private static final Vocabulary STANDARD = new Vocabulary();

    private final Node root = new Node();
    private final List<String> collisions = new ArrayList<>();
    private final Set<String> words = new HashSet<>();
    private final Map<String, List<Word>> abbreviations = new HashMap<>();
    private final Spelling spelling;

    private static final class Node {
        final Map<String, Node> next = new HashMap<>(4);
        List<Atom> atoms;
        boolean denies;
    }

    /**
     * The longest phrase at a word.
     *
     * @param atoms what it means
     * @param words how many words it takes
     * @param denies whether it denies by itself: "without mediastinal shift" is midline
     */
    record Match(List<Atom> atoms, int words, boolean denies) {}

    private Vocabulary() {
        for (var row : VocabularyFile.rows("abbreviations.txt", 2)) {
            abbreviations.put(Word.form(row.get(0)), Word.of(row.get(1), 0));
        }
        var rows = new ArrayList<Row>();
        var forms = new HashMap<String, List<String>>();
        FILES.forEach(file -> load(file, rows, forms));
        rows.forEach(row -> grade(row, forms));
        spelling = new Spelling(words);
    }

    /** The word of the vocabulary that an unknown one is a form or a slip of, or itself. */
    private String known(String form) {
        int last = form.length() - 1;
        if (last > 0 && form.charAt(last) == 's' && words.contains(form.substring(0, last))) {
            // "CTs", "ETTs": short forms that are too short to be taken for plurals.
            return form.substring(0, last);
        }
        for (var ending : List.of("ing", "ed")) {
            if (form.length() > ending.length() + 2 && form.endsWith(ending)) {
                var stem = form.substring(0, form.length() - ending.length());
                boolean doubled = stem.charAt(stem.length() - 1) == stem.charAt(stem.length() - 2);
                var single = doubled ? stem.substring(0, stem.length() - 1) : stem;
                for (var base : List.of(stem, stem + "e", single)) {
                    if (says(base, Type.VERB) || says(base, Type.FILLER)) {
                        return base;
                    }
                }
            }
        }
        var other = formOf(form);
        return other == null ? spelling.of(form) : other;
    }

    /** The known word that another is the participle, adverb or British spelling of, or null. */
    private String formOf(String form) {
        if (form.length() < SHORTEST_FORM) {
            return null;
        }
        for (var ending : ENDINGS.entrySet()) {
            if (!form.endsWith(ending.getKey())) {
                continue;
            }
            var stem = form.substring(0, form.length() - ending.getKey().length());
            for (var other : ending.getValue()) {
                var node = root.next.get(stem + other);
                if (node != null && node.atoms != null) {
                    return stem + other;
                }
            }
        }
        return null;
    }

    private boolean says(String word, Type type) {
        var node = root.next.get(word);
        return node != null
                && node.atoms != null
                && node.atoms.size() == 1
                && node.atoms.getFirst().type() == type;
    }

    private List<Word> full(List<Word> written) {
        var full = new ArrayList<Word>();
        for (var word : written) {
            full.addAll(abbreviations.getOrDefault(word.form(), List.of(word)));
        }
        return full;
    }

    /** The words of a sentence with short forms spelled out and slips of the keyboard mended. */
    List<Word> spelled(List<Word> written) {
        var spelled = new ArrayList<Word>(written.size());
        for (var word : written) {
            var full = shortForm(word.form());
            if (full != null) {
                for (var part : full) {
                    spelled.add(new Word(part.form(), word.start(), word.end()));
                }
            } else {
                var meant = words.contains(word.form()) ? word.form() : known(word.form());
                spelled.add(
                        meant.equals(word.form())
                                ? word
                                : new Word(meant, word.start(), word.end()));
            }
        }
        return spelled;
    }

    /** What a short form stands for, in the singular or plural, or null. */
    private List<Word> shortForm(String form) {
        var full = abbreviations.get(form);
        boolean plural = full == null && form.endsWith("s") && !words.contains(form);
        return plural ? abbreviations.get(form.substring(0, form.length() - 1)) : full;
    }

    /** Whether a word is one of the vocabulary, or a short form that it spells out. */
    boolean knows(String form) {
        return words.contains(form) || shortForm(form) != null;
    }

    static boolean side(String form) {
        return SIDES.containsKey(form);
    }

    /** That of the resource files. */
    public static Vocabulary standard() {
        return STANDARD;
    }

    /**
     * The longest match at a word, or null: asked at every word, and many match nothing. A side
     * inside a phrase is passed over and added: "base of the right lung".
     */
    Match longest(List<Word> words, int at) {
        var node = root;
        Match longest = null;
        Atom side = null;
        Atom degree = null;
        int end = Math.min(words.size(), at + LONGEST + 8);
        int taken = 0;
        for (int i = at; i < end && taken < LONGEST; i++) {
            var form = words.get(i).form();
            if ((form.equals("-") || form.equals("/")) && i > at) {
                // "left-sided" and "left sided" are the same words.
                continue;
            }
            var next = node.next.get(form);
            if (next == null && taken > 0 && side == null && SIDES.containsKey(form)) {
                side = SIDES.get(form);
                continue;
            }
            if (next == null && taken > 0 && degree == null && graded(form)) {
                degree = degree(form);
                if (degree != null) {
                    continue;
                }
            }
            if (next == null) {
                break;
            }
            node = next;
            taken++;
            boolean sided = node.atoms != null && side != null && sides(node.atoms);
            if (node.atoms != null && !sided) {
                longest = new Match(with(with(node.atoms, side), degree), i - at + 1, node.denies);
            }
        }
        return longest;
    }

    /** Whether a word may stand inside a phrase to say how much: "size is mildly increased". */
    private static boolean graded(String form) {
        return form.endsWith("ly") || form.equals("borderline");
    }

    /** Whether a phrase says a side itself: "two right-sided drains" are on one. */
    private static boolean sides(List<Atom> atoms) {
        return atoms.stream().anyMatch(a -> a.type() == Type.SIDE);
    }

    /** "Heart size is mildly increased": a degree inside a phrase. */
    private Atom degree(String form) {
        var node = root.next.get(form);
        return node != null && node.atoms != null && node.atoms.getFirst().type() == Type.SEVERITY
                ? node.atoms.getFirst()
                : null;
    }

    private static List<Atom> with(List<Atom> atoms, Atom side) {
        if (side == null) {
            return atoms;
        }
        var all = new ArrayList<>(atoms);
        all.add(side);
        return List.copyOf(all);
    }

    /** Phrases that two rows claim; empty in a sound vocabulary. */
    List<String> collisions() {
        return List.copyOf(collisions);
    }

    /**
     * A row whose phrases come with either side leaves the side open, and each phrase says its own:
     * "fluid in the [right|left] fissure".
     */
    private static List<Atom> sided(String phrase, List<Atom> atoms, Set<String> phrases) {
        boolean heads = atoms.stream().anyMatch(Atom::heads);
        if (!heads || sides(atoms)) {
            return atoms;
        }
        for (var twin : TWINS) {
            var own = twin.pattern().matcher(phrase);
            if (own.find() && phrases.contains(own.replaceAll(twin.other()))) {
                return with(atoms, twin.side());
            }
        }
        return atoms;
    }

    /**
     * The degree that a phrase of a row says where the row has it without: "[mildly] scoliotic".
     */
    private void grade(Row row, Map<String, List<String>> forms) {
        boolean graded =
                row.atoms().stream()
                        .anyMatch(
                                a -> a.heads() && !a.value().equals("normal") || MOVES.contains(a));
        if (!graded || row.atoms().stream().anyMatch(a -> a.type() == Type.SEVERITY)) {
            return;
        }
        for (var phrase : row.phrases()) {
            for (var word : phrase.split(" ")) {
                var degree = word.endsWith("ly") ? degree(Word.form(word)) : null;
                var without = phrase.replace(word + " ", "").replace(" " + word, "");
                if (degree != null && row.phrases().contains(without)) {
                    var node = root;
                    for (var form : forms(phrase, forms)) {
                        node = node.next.get(form);
                    }
                    node.atoms = with(node.atoms, degree);
                }
            }
        }
    }

    /** A row of a file: what its phrases mean. */
    private record Row(List<Atom> atoms, Set<String> phrases) {}

    private void load(String file, List<Row> rows, Map<String, List<String>> forms) {
        try (var in = Vocabulary.class.getResourceAsStream("/hilum/radiology/claims/" + file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                var row = line.split(" \\| ", 2);
                if (row.length != 2) {
                    throw new IllegalStateException(
                            "%s has one column in \"%s\" where two are needed: separate atoms and phrases by \" | \"."
                                    .formatted(file, line));
                }
                var atoms =
                        Arrays.stream(row[0].split("\\+")).map(a -> atom(a.strip(), file)).toList();
                var phrases = new LinkedHashSet<>(Phrases.expand(row[1]));
                phrases.forEach(p -> add(p, sided(p, atoms, phrases), file, forms));
                rows.add(new Row(atoms, phrases));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Vocabulary file " + file + " can't be read: rebuild the module.", e);
        }
    }

    /**
     * The words that a phrase of a row comes to.
     *
     * @param known what its written words came to before, since most stand in many phrases
     */
    private List<String> forms(String phrase, Map<String, List<String>> known) {
        var forms = new ArrayList<String>();
        for (var written : phrase.split(" ")) {
            forms.addAll(
                    known.computeIfAbsent(
                            written,
                            w ->
                                    full(Word.of(w, 0)).stream()
                                            .map(Word::form)
                                            .filter(f -> !f.equals("-") && !f.equals("/"))
                                            .toList()));
        }
        return forms;
    }

    private void add(
            String phrase, List<Atom> atoms, String file, Map<String, List<String>> known) {
        var node = root;
        boolean denies = false;
        for (var form : forms(phrase, known)) {
            words.add(form);
            denies |= DENIALS.contains(form);
            node = node.next.computeIfAbsent(form, w -> new Node());
        }
        if (node.atoms != null && !node.atoms.equals(atoms)) {
            collisions.add(
                    "%s: \"%s\" of %s is already %s".formatted(file, phrase, atoms, node.atoms));
        } else {
            node.atoms = atoms;
            node.denies = denies && atoms.stream().noneMatch(a -> a.type() == Type.NEGATION);
        }
    }

    private static Atom atom(String written, String file) {
        int colon = written.indexOf(':');
        var type = colon < 0 ? written : written.substring(0, colon);
        try {
            return new Atom(
                    Type.valueOf(type.toUpperCase(Locale.ROOT).replace('-', '_')),
                    colon < 0 ? "" : written.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "%s names the type \"%s\" of \"%s\": use one that its header lists."
                            .formatted(file, type, written),
                    e);
        }
    }
}
