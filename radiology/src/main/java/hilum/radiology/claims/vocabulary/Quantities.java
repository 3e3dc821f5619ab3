package hilum.radiology.claims.vocabulary;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers of a sentence: sizes with their unit in one measure, times, ages, ranges and how long ago
 * an earlier study was. Stateless.
 */
public final class Quantities {

    /** Units by their word, and what one is in the unit that stands for it. */
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("mm", "mm"),
                    Map.entry("millimeter", "mm"),
                    Map.entry("cm", "cm"),
                    Map.entry("centimeter", "cm"),
                    Map.entry("m", "m"),
                    Map.entry("day", "day"),
                    Map.entry("d", "day"),
                    Map.entry("week", "week"),
                    Map.entry("wk", "week"),
                    Map.entry("month", "month"),
                    Map.entry("mo", "month"),
                    Map.entry("mth", "month"),
                    Map.entry("year", "year"),
                    Map.entry("hour", "hour"),
                    Map.entry("hr", "hour"),
                    Map.entry("h", "hour"),
                    Map.entry("minute", "minute"),
                    Map.entry("kg", "kg"),
                    Map.entry("kilogram", "kg"),
                    Map.entry("kilo", "kg"),
                    Map.entry("lb", "lb"),
                    Map.entry("pound", "lb"),
                    Map.entry("g", "g"),
                    Map.entry("ml", "ml"),
                    Map.entry("milliliter", "ml"),
                    Map.entry("cc", "ml"),
                    Map.entry("liter", "l"),
                    Map.entry("french", "french"),
                    Map.entry("fr", "french"),
                    Map.entry("degree", "degree"),
                    Map.entry("percent", "percent"));

    /** "12 months" and "a year" are one time. */
    private static final Map<String, Longer> LONGER =
            Map.of("day", new Longer("week", 7), "month", new Longer("year", 12));

    /** Units of time. */
    public static final Set<String> TIMES =
            Set.of("day", "week", "month", "hour", "minute", "year");

    private static final Set<String> AGO =
            Set.of("earlier", "before", "ago", "prior", "previously");
    private static final Map<String, String> SPINE =
            Map.of("thoracic", "t", "lumbar", "l", "cervical", "c");

    private static final Set<String> VERTEBRA = Set.of("vertebra", "vertebral", "level");

    /** What stands behind a number of liters: "1.4 L removed". */
    private static final Set<String> LITERS =
            Set.of("removed", "drained", "tapped", "nc", "oxygen", "o2", "per", "nasal", "by");

    private static final Set<String> TO = Set.of("-", "to", "through", "thru");

    private static final Set<String> ABOUT =
            Set.of("about", "approximately", "roughly", "around", "nearly", "almost", "some");

    private static final Set<String> LAST = Set.of("last", "past", "previous", "preceding");
    private static final Set<String> PAST =
            Set.of(
                    "was",
                    "were",
                    "previously",
                    "formerly",
                    "from",
                    "measured",
                    "earlier",
                    "been",
                    "before");

    /** In front of a quantity that is the one of an earlier study. */
    public static final String PAST_MARK = "once ";

    /** British short forms of durations: days of a week, weeks of a year, months of a year. */
    private static final Map<String, String> PARTS =
            Map.of("7", "day", "52", "week", "12", "month");

    /** What stands before a number of liters: "O2 2 L", "on 2 L". */
    private static final Set<String> OXYGEN = Set.of("o2", "oxygen", "on");

    /** "Compared to 9 mm": what it was. */
    private static final Set<String> AGAINST = Set.of("to", "with", "against");

    private static final Map<String, String> ARTICLES = Map.of("a", "1", "one", "1", "half", "0.5");

    private final Vocabulary vocabulary;

    Quantities(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Numbers at a word: the offset after them, or the one given where there are none. */
    int at(List<Word> words, int at, List<Item> items) {
        var word = words.get(at);
        int counted = counted(words, at);
        boolean once =
                ARTICLES.containsKey(word.form())
                        && unit(words, counted) != null
                        && !UNITS.get(words.get(counted).form()).equals("m")
                        && words.get(counted).form().length() > 2;
        if (!word.isNumber() && !once) {
            return sinceThen(words, at, items);
        }
        var longest = vocabulary.longest(words, at);
        if (longest != null && longest.words() > 1) {
            return at;
        }
        int vertebra = vertebra(words, at, items);
        if (vertebra > at) {
            return vertebra;
        }
        var numbers = new ArrayList<String>();
        numbers.add(once ? ARTICLES.get(word.form()) : word.form());
        int i = once ? counted : at + 1;
        boolean oxygen = at > 0 && OXYGEN.contains(words.get(at - 1).form());
        boolean liters = i + 1 < words.size() && LITERS.contains(words.get(i + 1).form());
        boolean l = i < words.size() && (words.get(i).is("l") || words.get(i).is("left"));
        String unit = l && (oxygen || liters) ? "l" : unit(words, i);
        i += unit == null ? 0 : 1;
        boolean range = false;
        while (i + 1 < words.size()
                && numbers.size() < 4
                && words.get(i + 1).isNumber()
                && (words.get(i).is("x") || words.get(i).is("by"))) {
            numbers.add(words.get(i + 1).form());
            i += 2;
            if (unit(words, i) != null) {
                unit = unit(words, i);
                i++;
            }
        }
        boolean to = i + 1 < words.size() && TO.contains(words.get(i).form());
        // "From 4.8 to about 5.5 cm".
        int second = to && ABOUT.contains(words.get(i + 1).form()) ? i + 2 : i + 1;
        if (to
                && unit == null
                && numbers.size() == 1
                && second < words.size()
                && words.get(second).isNumber()) {
            range = true;
            numbers.add(words.get(second).form());
            i = second + 1;
            if (unit(words, i) != null) {
                unit = unit(words, i);
                i++;
            }
        }
        int start = word.start();
        int end = words.get(i - 1).end();
        boolean fell = range && unit != null && at > 0 && words.get(at - 1).is("from");
        if (fell) {
            // "From 15 to 8 mm": what it was, and what it is.
            items.add(
                    new Item(
                            List.of(
                                    new Atom(
                                            Type.MEASURE,
                                            PAST_MARK + measure(numbers.subList(0, 1), unit)),
                                    new Atom(Type.MEASURE, measure(numbers.subList(1, 2), unit))),
                            word.form(),
                            start,
                            end));
            return i;
        }
        if (unit != null) {
            var value = measure(numbers, unit);
            boolean time = TIMES.contains(unit);
            boolean last = at > 0 && LAST.contains(words.get(at - 1).form());
            boolean ago = i < words.size() && AGO.contains(words.get(i).form());
            if (time && (last || ago || at > 0 && words.get(at - 1).is("over"))) {
                // "Two weeks earlier", "over two weeks": how old the earlier study is.
                items.add(new Item(List.of(new Atom(Type.PRIOR, value)), word.form(), start, end));
                return i;
            }
            boolean earlier = ago || i < words.size() && words.get(i).is("yesterday");
            boolean against =
                    at > 1
                            && AGAINST.contains(words.get(at - 1).form())
                            && words.get(at - 2).form().startsWith("compar");
            boolean past =
                    !time
                            && (earlier
                                    || against
                                    || at > 0 && PAST.contains(words.get(at - 1).form()));
            items.add(
                    new Item(
                            List.of(new Atom(Type.MEASURE, past ? PAST_MARK + value : value)),
                            word.form(),
                            start,
                            end));
            return time ? afterAge(words, i) : i;
        }
        if (i + 1 < words.size()
                && words.get(i).is("/")
                && (words.get(i + 1).is("m") || words.get(i + 1).is("f"))) {
            // "66/M" is an age and a sex.
            var sex = words.get(i + 1).is("m") ? "man" : "woman";
            items.add(
                    new Item(
                            List.of(
                                    new Atom(Type.MEASURE, word.form() + " year"),
                                    new Atom(Type.FINDING, sex)),
                            word.form(),
                            start,
                            words.get(i + 1).end()));
            return i + 2;
        }
        if (i + 1 < words.size()
                && words.get(i).is("/")
                && PARTS.containsKey(words.get(i + 1).form())
                && at > 0) {
            // "4/7" is four days.
            var value = word.form() + " " + PARTS.get(words.get(i + 1).form());
            items.add(
                    new Item(
                            List.of(new Atom(Type.MEASURE, value)),
                            word.form(),
                            start,
                            words.get(i + 1).end()));
            return i + 2;
        }
        if (i + 1 < words.size() && words.get(i).is("-") && unit(words, i + 1) != null) {
            items.add(
                    new Item(
                            List.of(new Atom(Type.MEASURE, measure(numbers, unit(words, i + 1)))),
                            word.form(),
                            start,
                            words.get(i + 1).end()));
            return afterAge(words, i + 2);
        }
        var atoms = new ArrayList<Atom>();
        for (var number : range ? expand(numbers) : numbers) {
            atoms.add(new Atom(Type.NUMBER, number));
        }
        items.add(new Item(atoms, word.form(), start, end));
        return i;
    }

    /** "Over the past year": how old the earlier study is, without a number. */
    private static int sinceThen(List<Word> words, int at, List<Item> items) {
        var word = words.get(at);
        var unit = LAST.contains(word.form()) ? unit(words, at + 1) : null;
        if (unit == null || !TIMES.contains(unit)) {
            return at;
        }
        var time = new Atom(Type.PRIOR, measure(List.of("1"), unit));
        items.add(new Item(List.of(time), word.form(), word.start(), words.get(at + 1).end()));
        return at + 2;
    }

    /** "64-year-old", "4 months of age": the offset after it. */
    private static int afterAge(List<Word> words, int at) {
        int i = at;
        while (i < words.size() && words.get(i).is("-")) {
            i++;
        }
        if (i < words.size() && words.get(i).is("old")) {
            return i + 1;
        }
        return i + 1 < words.size() && words.get(i).is("of") && words.get(i + 1).is("age")
                ? i + 2
                : at;
    }

    private static List<String> expand(List<String> range) {
        try {
            int from = Integer.parseInt(range.getFirst());
            int to = Integer.parseInt(range.getLast());
            if (from < to && to - from < 13) {
                var all = new ArrayList<String>();
                for (int n = from; n <= to; n++) {
                    all.add(Integer.toString(n));
                }
                return all;
            }
        } catch (NumberFormatException e) {
            // Decimals are no range of levels.
        }
        return range;
    }

    /** "The eighth thoracic vertebra": the offset after it, or the one given. */
    private static int vertebra(List<Word> words, int at, List<Item> items) {
        var part = at + 2 < words.size() ? SPINE.get(words.get(at + 1).form()) : null;
        if (part == null || !VERTEBRA.contains(words.get(at + 2).form())) {
            return at;
        }
        boolean body = at + 3 < words.size() && words.get(at + 3).is("body");
        int end = body ? at + 4 : at + 3;
        var place = new Atom(Type.PLACE, part + words.get(at).form());
        var first = words.get(at);
        items.add(new Item(List.of(place), first.form(), first.start(), words.get(end - 1).end()));
        return end;
    }

    /** The unit behind an article: "half a centimeter", "half-centimeter". */
    private static int counted(List<Word> words, int at) {
        boolean joined =
                at + 1 < words.size()
                        && words.get(at).is("half")
                        && (words.get(at + 1).is("-") || words.get(at + 1).is("a"));
        return joined ? at + 2 : at + 1;
    }

    private static String unit(List<Word> words, int at) {
        return at < words.size() ? UNITS.get(words.get(at).form()) : null;
    }

    /** Lengths in millimetres, whatever the unit. */
    private static String measure(List<String> numbers, String unit) {
        var scale =
                unit.equals("cm")
                        ? BigDecimal.TEN
                        : unit.equals("m") ? new BigDecimal(1000) : BigDecimal.ONE;
        boolean length = unit.equals("mm") || unit.equals("cm") || unit.equals("m");
        var written = new ArrayList<String>();
        for (var number : numbers) {
            written.add(plain(number, scale));
        }
        var value = String.join(" x ", written);
        var parts = LONGER.get(unit);
        if (parts != null && value.length() < 4 && value.chars().allMatch(Character::isDigit)) {
            int count = Integer.parseInt(value);
            if (count > 0 && count % parts.size() == 0) {
                return count / parts.size() + " " + parts.unit();
            }
        }
        return value + " " + (length ? "mm" : unit);
    }

    private static String plain(String number, BigDecimal scale) {
        if (number.length() > 12) {
            return number;
        }
        try {
            return new BigDecimal(number)
                    .multiply(scale)
                    .setScale(3, RoundingMode.HALF_UP)
                    .stripTrailingZeros()
                    .toPlainString();
        } catch (NumberFormatException e) {
            return number;
        }
    }

    /** A longer unit of time and how many of a shorter one it has. */
    private record Longer(String unit, int size) {}
}
