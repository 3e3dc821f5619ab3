package hilum.radiology.reading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The words of a radiology report, from the resource files beside this class. Immutable; one per
 * process is enough. Phrases are searched word by word; the longest one at a place wins.
 */
public final class Lexicon {

    /** Longest phrase in words, so that a search is bounded. */
    private static final int LONGEST = 10;

    private static final Lexicon STANDARD = new Lexicon();

    private final Map<String, Concept> concepts = new LinkedHashMap<>();
    private final Node root = new Node();
    private final List<String> collisions = new ArrayList<>();

    private Lexicon() {
        rows("findings.txt", 5)
                .forEach(
                        row -> {
                            var concept =
                                    new Concept(
                                            row.get(0),
                                            given(row.get(1)),
                                            given(row.get(2)),
                                            given(row.get(3)),
                                            false);
                            concepts.put(concept.name(), concept);
                            add(row.get(4), new Term.Finding(concept), row.get(0));
                        });
        rows("devices.txt", 2)
                .forEach(
                        row -> {
                            var concept =
                                    new Concept(
                                            row.get(0),
                                            Optional.empty(),
                                            Optional.of("Support Devices"),
                                            Optional.empty(),
                                            true);
                            concepts.put(concept.name(), concept);
                            add(row.get(1), new Term.Finding(concept), row.get(0));
                        });
        rows("structures.txt", 4)
                .forEach(
                        row -> {
                            var denied =
                                    Arrays.stream(row.get(1).split("\\+"))
                                            .map(String::strip)
                                            .map(this::concept)
                                            .toList();
                            add(
                                    row.get(3),
                                    new Term.Structure(
                                            row.get(0),
                                            denied,
                                            given(row.get(2)).map(this::concept)),
                                    row.get(0));
                        });
        rows("cues.txt", 3)
                .forEach(row -> add(row.get(2), cue(row.get(0), row.get(1)), row.get(0)));
    }

    public static Lexicon standard() {
        return STANDARD;
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

    private void add(String list, Term term, String owner) {
        for (var phrase : Phrases.expand(list)) {
            var node = root;
            for (var token : Token.of(phrase, 0)) {
                node = node.next.computeIfAbsent(token.word(), w -> new Node());
            }
            var same = node.terms.stream().filter(t -> t.getClass() == term.getClass()).findFirst();
            if (same.isEmpty()) {
                node.terms.add(term);
            } else if (!same.get().equals(term)) {
                collisions.add("\"%s\" of %s is already %s".formatted(phrase, owner, same.get()));
            }
        }
    }

    private static Term cue(String kind, String value) {
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
                            Term.Cue.Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')),
                            value);
        };
    }

    private static Optional<String> given(String column) {
        return column.equals("-") ? Optional.empty() : Optional.of(column);
    }

    private static List<List<String>> rows(String file, int columns) {
        var rows = new ArrayList<List<String>>();
        try (var in = Lexicon.class.getResourceAsStream("/hilum/radiology/reading/" + file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                var row = Arrays.stream(line.split(" \\| ", columns)).map(String::strip).toList();
                if (row.size() != columns) {
                    throw new IllegalStateException(
                            "%s has %d columns in \"%s\" where %d are needed: separate them by \" | \"."
                                    .formatted(file, row.size(), line, columns));
                }
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Lexicon file " + file + " can't be read: rebuild the module.", e);
        }
        return rows;
    }

    private static final class Node {
        final Map<String, Node> next = new HashMap<>(4);
        final List<Term> terms = new ArrayList<>(1);
    }
}
