package hilum.radiology.reading;

import hilum.radiology.reading.LexiconFile.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words of a radiology report, from the resource files beside this class or from a folder with
 * files of the same names. Immutable; one per process is enough. Phrases are searched word by word;
 * the longest one at a place wins.
 */
public final class Lexicon {

    /** Longest phrase in words, so that a search is bounded. */
    private static final int LONGEST = 12;

    /** Behind an observation: a denial doesn't count for it. */
    private static final String IF_PRESENT = " if present";

    private static final Lexicon STANDARD = new Lexicon(Optional.empty());

    private final Map<String, Concept> concepts = new LinkedHashMap<>();
    private final Node root = new Node();
    private final List<String> collisions = new ArrayList<>();
    private final Set<String> vocabulary = new HashSet<>();
    private final Map<String, String> abbreviations = new HashMap<>();
    private final Spelling spelling;

    private Lexicon(Optional<Path> folder) {
        LexiconFile.read(folder, "spellings.txt", 2).rows().forEach(this::abbreviation);
        LexiconFile.read(folder, "findings.txt", 5).rows().forEach(this::finding);
        LexiconFile.read(folder, "devices.txt", 3).rows().forEach(this::device);
        for (var concept : concepts.values()) {
            concept.parent().ifPresent(this::concept);
        }
        LexiconFile.read(folder, "structures.txt", 4).rows().forEach(this::structure);
        LexiconFile.read(folder, "cues.txt", 3).rows().forEach(row -> add(row, 2, cue(row)));
        var english = new HashSet<String>();
        LexiconFile.read(folder, "english.txt", 1)
                .rows()
                .forEach(row -> english.addAll(Arrays.asList(row.column(0).split("\\s+"))));
        this.spelling = new Spelling(abbreviations, vocabulary, english);
    }

    /** The lexicon that comes with Hilum. */
    public static Lexicon standard() {
        return STANDARD;
    }

    /**
     * The lexicon of a folder; a file that the folder lacks is the one that comes with Hilum.
     *
     * @throws IllegalArgumentException if a row is wrong, naming its file and line
     */
    public static Lexicon of(Path folder) {
        var lexicon = new Lexicon(Optional.of(folder));
        if (!lexicon.collisions.isEmpty()) {
            throw new IllegalArgumentException(lexicon.collisions.getFirst());
        }
        return lexicon;
    }

    /** All findings and devices, in the order of the files. */
    public Collection<Concept> concepts() {
        return Collections.unmodifiableCollection(concepts.values());
    }

    /** The finding or device of a name. */
    public Concept concept(String name) {
        var concept = concepts.get(name);
        if (concept == null) {
            throw new IllegalArgumentException(
                    "The lexicon has no concept \"%s\": add it to findings.txt or devices.txt."
                            .formatted(name));
        }
        return concept;
    }

    /** Names of the wider findings of a finding, nearest first, itself not among them. */
    public List<String> ancestors(String name) {
        var ancestors = new ArrayList<String>();
        for (var parent = concept(name).parent();
                parent.isPresent() && !ancestors.contains(parent.get());
                parent = concept(parent.get()).parent()) {
            ancestors.add(parent.get());
        }
        return ancestors;
    }

    /** Phrases that two concepts or two cues of one kind claim; empty in a sound lexicon. */
    List<String> collisions() {
        return List.copyOf(collisions);
    }

    /** The tokens of a text, each in the spelling of this lexicon. */
    List<Token> tokens(String text, int offset) {
        return Token.of(text, offset, spelling::of);
    }

    /**
     * The longest phrase that begins at a token.
     *
     * @param terms its meanings; a word may be a structure and a place
     * @param words how many tokens it takes
     */
    record Match(List<Term> terms, int words) {}

    /**
     * The longest match at a token, or null: called for every token of every report, and most match
     * nothing.
     */
    Match longest(List<Token> tokens, int at) {
        var node = root;
        Match longest = null;
        int end = Math.min(tokens.size(), at + LONGEST);
        for (int i = at; i < end; i++) {
            node = node.next.get(tokens.get(i).word());
            if (node == null) {
                break;
            }
            if (!node.terms.isEmpty()) {
                longest = new Match(node.terms, i - at + 1);
            }
        }
        return longest;
    }

    private void finding(Row row) {
        var observation = row.given(2);
        boolean onlyPresent = observation.filter(o -> o.endsWith(IF_PRESENT)).isPresent();
        introduce(
                row,
                4,
                new Concept(
                        row.column(0),
                        row.given(1),
                        observation.map(o -> o.replace(IF_PRESENT, "")),
                        row.given(3),
                        onlyPresent,
                        false));
    }

    private void device(Row row) {
        introduce(
                row,
                2,
                new Concept(
                        row.column(0),
                        Optional.empty(),
                        row.given(1),
                        Optional.empty(),
                        false,
                        true));
    }

    private void introduce(Row row, int phrases, Concept concept) {
        concept.chexpert()
                .filter(o -> !Labels.CHEXPERT.contains(o))
                .ifPresent(
                        o -> {
                            throw row.wrong(
                                    "CheXpert has no observation \"%s\"".formatted(o),
                                    "write one of " + Labels.CHEXPERT + " or \"-\"");
                        });
        concept.chestXray14()
                .filter(f -> !Labels.CHEST_XRAY14.contains(f))
                .ifPresent(
                        f -> {
                            throw row.wrong(
                                    "ChestX-ray14 has no finding \"%s\"".formatted(f),
                                    "write one of " + Labels.CHEST_XRAY14 + " or \"-\"");
                        });
        if (concepts.putIfAbsent(concept.name(), concept) != null) {
            throw row.wrong("the name is taken by an earlier row", "add the phrases there");
        }
        add(row, phrases, new Term.Finding(concept));
    }

    private void structure(Row row) {
        var denied =
                Arrays.stream(row.column(1).split("\\+"))
                        .map(String::strip)
                        .map(name -> concept(row, name))
                        .toList();
        var enlarged = row.given(2).map(name -> concept(row, name));
        add(row, 3, new Term.Structure(row.column(0), denied, enlarged));
    }

    private Concept concept(Row row, String name) {
        var concept = concepts.get(name);
        if (concept == null) {
            throw row.wrong(
                    "no finding is called \"%s\"".formatted(name),
                    "add it to findings.txt or name one that is there");
        }
        return concept;
    }

    private void add(Row row, int column, Term term) {
        for (var phrase : row.phrases(column)) {
            var node = root;
            var words = Token.of(phrase, 0);
            for (var token : words) {
                var word = abbreviations.getOrDefault(token.word(), token.word());
                node = node.next.computeIfAbsent(word, w -> new Node());
                vocabulary.add(word);
            }
            if (words.isEmpty() || words.size() > LONGEST) {
                throw row.wrong(
                        "phrase \"%s\" has %d words".formatted(phrase, words.size()),
                        "give it 1 to " + LONGEST);
            }
            var same = node.terms.stream().filter(t -> t.getClass() == term.getClass()).findFirst();
            if (same.isEmpty()) {
                node.terms.add(term);
            } else if (!same.get().equals(term)) {
                collisions.add(
                        row.wrong(
                                        "\"%s\" already means %s".formatted(phrase, same.get()),
                                        "leave it in one row")
                                .getMessage());
            }
        }
    }

    private void abbreviation(Row row) {
        var word = Token.singular(row.column(0));
        for (var abbreviation : row.column(1).split(";")) {
            var before = abbreviations.putIfAbsent(abbreviation.strip(), word);
            if (before != null && !before.equals(word)) {
                collisions.add(
                        row.wrong(
                                        "\"%s\" already stands for \"%s\""
                                                .formatted(abbreviation.strip(), before),
                                        "leave it in one row")
                                .getMessage());
            }
        }
    }

    private static Term cue(Row row) {
        var kind = row.column(0);
        var value = row.column(1);
        try {
            return switch (kind) {
                case "side" -> new Term.OnSide(Side.valueOf(value.toUpperCase(Locale.ROOT)));
                case "zone" -> {
                    int side = value.indexOf('+');
                    yield side < 0
                            ? new Term.Zone(value, Optional.empty())
                            : new Term.Zone(
                                    value.substring(0, side).strip(),
                                    Optional.of(
                                            Side.valueOf(
                                                    value.substring(side + 1)
                                                            .toUpperCase(Locale.ROOT))));
                }
                case "severity" -> new Term.Severity(value);
                case "change" -> new Term.Change(value);
                default ->
                        new Term.Cue(
                                Term.Cue.Kind.valueOf(
                                        kind.toUpperCase(Locale.ROOT).replace('-', '_')),
                                value);
            };
        } catch (IllegalArgumentException e) {
            throw row.wrong(
                    "\"%s\" with the value \"%s\" is no cue".formatted(kind, value),
                    "docs/reader.md lists the cues");
        }
    }

    private static final class Node {
        final Map<String, Node> next = new HashMap<>(4);
        final List<Term> terms = new ArrayList<>(1);
    }
}
