package hilum.radiology.claims.reader;

import hilum.radiology.Sentences;
import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Compositions;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import hilum.radiology.claims.vocabulary.Itemizer;
import hilum.radiology.claims.vocabulary.Minor;
import hilum.radiology.claims.vocabulary.Quantities;
import hilum.radiology.claims.vocabulary.Vocabulary;
import hilum.radiology.claims.vocabulary.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads what a text says, as finely as two wordings of it have to be told apart: claims, and the
 * words left over. Stateless, linear in the text, and no input makes it throw.
 */
public final class ClaimReader {

    /** How many sentences back "they" can refer to. */
    private static final int REACH = 3;

    private static final int ADVICE_REACH = 5;

    private static final Set<String> ADVICE =
            Set.of(
                    "advise",
                    "advised",
                    "advisable",
                    "recommend",
                    "recommended",
                    "recommendation",
                    "should",
                    "must",
                    "suggest",
                    "suggested",
                    "consider",
                    "considered",
                    "need",
                    "needed",
                    "ought",
                    "require",
                    "required",
                    "urgent",
                    "urgently",
                    "warranted",
                    "indicated");

    private final Itemizer itemizer = new Itemizer(Vocabulary.standard());
    private final Compositions compositions = Compositions.standard();

    /**
     * What a text says.
     *
     * @param claims in the order of the text
     * @param sentences the sentences as written, by number
     * @param context for each sentence, the atoms in it and in the ones that go on with it
     * @param atoms for each sentence, the atoms in it as often as they stand there
     * @param unknown words that the vocabulary doesn't know
     * @param numbers all numbers and quantities
     * @param comparisons words that refer to another time, as written
     * @param times how long ago that time was, where it is said
     */
    public record Reading(
            List<Claim> claims,
            List<String> sentences,
            List<Set<Atom>> context,
            List<List<Atom>> atoms,
            Set<String> unknown,
            Set<String> numbers,
            List<String> comparisons,
            Set<String> times) {}

    /** Reads any text. */
    public Reading read(String text) {
        var claims = new ArrayList<Claim>();
        var sentences = new ArrayList<String>();
        var context = new ArrayList<Set<Atom>>();
        var all = new ArrayList<List<Atom>>();
        var unknown = new TreeSet<String>();
        var numbers = new TreeSet<String>();
        var comparisons = new ArrayList<String>();
        var times = new TreeSet<String>();
        var discourse = new Discourse();
        int lineEnd = -1;
        for (var sentence : Sentences.split(text)) {
            var items = itemizer.items(Word.of(sentence.text(), sentence.start()));
            if (lineEnd >= 0 && text.substring(lineEnd, sentence.start()).indexOf('\n') >= 0) {
                discourse.label = List.of();
                discourse.last = null;
            }
            lineEnd = sentence.end();
            var body = advised(Senses.told(withoutLabel(becauseOf(items), discourse), discourse));
            var atoms = new java.util.HashSet<Atom>();
            for (var item : body) {
                atoms.addAll(item.atoms());
                var side = item.value(Type.SIDE);
                if (side.equals("left") || side.equals("right")) {
                    discourse.side = side;
                }
                if (item.unknown()) {
                    unknown.add(item.word());
                }
                for (var atom : item.atoms()) {
                    if (atom.type() == Type.PLACE && Itemizer.level(atom.value())) {
                        numbers.add(atom.value());
                    }
                    if (atom.type() == Type.MEASURE || atom.type() == Type.NUMBER) {
                        numbers.add(atom.value().replace(Quantities.PAST_MARK, ""));
                    }
                    if (atom.type() == Type.PRIOR && !atom.value().isEmpty()) {
                        times.add(atom.value());
                    }
                    boolean placed = atom.value().equals("placed");
                    if (atom.type() == Type.CHANGE && !placed || atom.type() == Type.PRIOR) {
                        comparisons.add(text.substring(item.start(), item.end()));
                    }
                }
            }
            atoms.addAll(discourse.label);
            if (atoms.contains(new Atom(Type.SIDE, "bilateral"))) {
                atoms.add(new Atom(Type.SIDE, "left"));
                atoms.add(new Atom(Type.SIDE, "right"));
            }
            int number = sentences.size();
            sentences.add(sentence.text());
            context.add(atoms);
            all.add(body.stream().flatMap(ClaimReader::said).toList());
            for (var claim : new ClauseReader(body, number, discourse).claims()) {
                claims.addAll(compositions.compose(claim));
            }
            if (discourse.continued && number > 0) {
                int first = Math.max(0, number - (discourse.plural ? REACH : 1));
                for (int before = first; before < number; before++) {
                    context.get(before).addAll(atoms);
                    atoms.addAll(context.get(before));
                }
            }
        }
        return new Reading(claims, sentences, context, all, unknown, numbers, comparisons, times);
    }

    /** The items behind a label such as "Pleura:"; what it names holds until the next one. */
    private static List<Item> withoutLabel(List<Item> items, Discourse discourse) {
        int end = Math.min(items.size(), 6);
        for (int i = 0; i < end; i++) {
            var item = items.get(i);
            if (item.is(":")) {
                var label = new ArrayList<Atom>();
                for (var before : items.subList(0, i)) {
                    before.atoms().stream()
                            .filter(a -> a.type() == Type.STRUCTURE)
                            .forEach(label::add);
                }
                boolean heading =
                        i <= 4 && items.subList(0, i).stream().noneMatch(ClaimReader::says);
                if (!heading) {
                    return items;
                }
                discourse.label = label;
                discourse.last = null;
                return items.subList(i + 1, items.size());
            }
        }
        return items;
    }

    /** "Since injury is not excluded" gives a reason and no time. */
    private static List<Item> becauseOf(List<Item> items) {
        var kept = new ArrayList<>(items);
        for (int i = 0; i + 1 < items.size(); i++) {
            var item = items.get(i);
            boolean since = item.has(Type.PRIOR) && item.word().equals("since");
            if (!since) {
                continue;
            }
            boolean states =
                    items.subList(i + 1, items.size()).stream()
                            .anyMatch(
                                    o ->
                                            o.has(Type.VERB)
                                                    || o.has(Type.NEGATION_AFTER)
                                                    || o.has(Type.SHADE_AFTER));
            if (item.end() - item.start() == "since".length()
                    && states
                    && (items.get(i + 1).heads()
                            || items.get(i + 1).word().equals("there")
                            || items.get(i + 1).word().equals("the"))) {
                kept.set(
                        i,
                        new Item(
                                List.of(new Atom(Type.BREAK, "")),
                                "since",
                                item.start(),
                                item.end()));
            }
        }
        return kept;
    }

    /** "Removal is advised", "should be removed": what is to go is still there. */
    private static List<Item> advised(List<Item> items) {
        var kept = new ArrayList<>(items);
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (!item.value(Type.CHANGE).equals("resolved")) {
                continue;
            }
            var around =
                    items.subList(
                            Math.max(0, i - ADVICE_REACH),
                            Math.min(items.size(), i + ADVICE_REACH + 1));
            if (around.stream().anyMatch(o -> ADVICE.contains(o.word()))) {
                var advice = List.of(new Atom(Type.FINDING, "removal"));
                kept.set(i, new Item(advice, item.word(), item.start(), item.end()));
            }
        }
        return kept;
    }

    /** The atoms of an item; a semicolon ends a stretch as "but" does. */
    private static Stream<Atom> said(Item item) {
        return item.is(";") ? Stream.of(new Atom(Type.BREAK, "")) : item.atoms().stream();
    }

    private static boolean says(Item item) {
        boolean device = item.has(Type.DEVICE) && item.atoms().stream().noneMatch(Minor::atom);
        return device || item.has(Type.FINDING) || item.has(Type.STATE) || item.has(Type.NEGATION);
    }
}
