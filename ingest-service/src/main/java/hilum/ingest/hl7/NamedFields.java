package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.hl7.message.Hl7Time;
import hilum.ingest.hl7.message.Segment;
import hilum.ingest.privacy.Named;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Collects what a message names of people and places in its own fields, whatever its type: patient,
 * next of kin, guarantor, physicians, readers and typists, addresses, telephone, record, order,
 * visit and account numbers, institutions, wards and rooms, and its dates. The tables below follow
 * the field lists of HL7 2.3 to 2.8; a field of another type than expected is still read for what
 * it looks like.
 */
final class NamedFields {
    /** Names that begin with the family name (XPN). */
    private static final Map<String, int[]> PEOPLE =
            Map.of(
                    "PID", new int[] {5, 6, 9},
                    "NK1", new int[] {2, 30},
                    "GT1", new int[] {3, 4, 42},
                    "IN1", new int[] {6, 16},
                    "MRG", new int[] {7});

    /** Names behind an id (XCN, NDL). */
    private static final Map<String, int[]> STAFF =
            Map.ofEntries(
                    Map.entry("PV1", new int[] {7, 8, 9, 17, 52}),
                    Map.entry("PV2", new int[] {13}),
                    Map.entry("PD1", new int[] {4}),
                    Map.entry("ORC", new int[] {10, 11, 12, 19}),
                    Map.entry("OBR", new int[] {10, 16, 28, 32, 33, 34, 35}),
                    Map.entry("OBX", new int[] {16, 25}),
                    Map.entry("TXA", new int[] {5, 9, 10, 11, 22, 23}),
                    Map.entry("EVN", new int[] {5}),
                    Map.entry("ROL", new int[] {4}),
                    Map.entry("PRT", new int[] {5}),
                    Map.entry("DG1", new int[] {16}));

    private static final Map<String, int[]> NUMBERS =
            Map.ofEntries(
                    Map.entry("PID", new int[] {2, 3, 4, 13, 14, 18, 19, 20, 21, 40}),
                    Map.entry("NK1", new int[] {5, 6, 7, 12, 31, 33, 37}),
                    Map.entry("GT1", new int[] {2, 6, 7, 12, 19}),
                    Map.entry("IN1", new int[] {2, 7, 36, 49}),
                    Map.entry("PV1", new int[] {5, 19, 50}),
                    Map.entry("MRG", new int[] {1, 2, 3, 4, 5, 6}),
                    Map.entry("ORC", new int[] {2, 3, 4, 14, 23}),
                    Map.entry("OBR", new int[] {2, 3, 17, 18, 19, 20, 21}),
                    Map.entry("TXA", new int[] {12, 13, 14, 15, 16}),
                    Map.entry("ZDS", new int[] {1}),
                    Map.entry("IPC", new int[] {1, 2, 3, 4}));

    private static final Map<String, int[]> PLACES =
            Map.ofEntries(
                    Map.entry("PID", new int[] {11, 12, 23}),
                    Map.entry("NK1", new int[] {4, 13, 32}),
                    Map.entry("GT1", new int[] {5, 17, 21}),
                    Map.entry("IN1", new int[] {4, 5, 11, 19, 44}),
                    Map.entry("PD1", new int[] {3}),
                    Map.entry("PV1", new int[] {3, 6, 11, 37, 39, 42, 43}),
                    Map.entry("ORC", new int[] {13, 17, 21, 22, 24}),
                    Map.entry("OBX", new int[] {15, 23, 24}));

    private static final Map<String, int[]> DATES =
            Map.ofEntries(
                    Map.entry("PID", new int[] {7, 29}),
                    Map.entry("PV1", new int[] {44, 45}),
                    Map.entry("ORC", new int[] {7, 9, 15}),
                    Map.entry("OBR", new int[] {6, 7, 8, 14, 22, 27, 36}),
                    Map.entry("OBX", new int[] {14, 19}),
                    Map.entry("TXA", new int[] {4, 6, 7, 8, 22}),
                    Map.entry("EVN", new int[] {2, 6}),
                    Map.entry("NK1", new int[] {16}),
                    Map.entry("GT1", new int[] {8}),
                    Map.entry("IN1", new int[] {18}));

    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final Pattern DEGREE =
            Pattern.compile(
                    "(?i)(?:m\\.?d|d\\.?o|ph\\.?d|m\\.?b\\.?b\\.?s|r\\.?n|dr|prof|jr|sr|i{1,3})\\.?");
    private static final Pattern TIME = Pattern.compile("\\d{8,14}(?:\\.\\d+)?(?:[+-]\\d{4})?");

    /** Shorter parts of an address, as a state's two letters, are words of their own. */
    private static final int SHORTEST_PLACE = 4;

    private static final int SHORTEST_NUMBER = 4;

    private final Set<String> people = new LinkedHashSet<>();
    private final Set<String> numbers = new LinkedHashSet<>();
    private final Set<String> places = new LinkedHashSet<>();
    private final Set<LocalDate> dates = new LinkedHashSet<>();

    private NamedFields() {}

    /**
     * What the message names.
     *
     * @param accessions more numbers, found elsewhere
     */
    static Named of(Hl7Message message, List<String> accessions) {
        NamedFields fields = new NamedFields();
        for (Segment segment : message.segments()) {
            fields.read(segment);
        }
        fields.number(message.header().controlId());
        fields.place(message.header().first(4));
        fields.place(message.header().first(6));
        Hl7Time.day(message.header().first(7)).ifPresent(fields.dates::add);
        accessions.forEach(fields::number);
        return new Named(fields.people, fields.numbers, fields.places, fields.dates);
    }

    private void read(Segment segment) {
        each(PEOPLE, segment, this::person);
        each(STAFF, segment, this::staff);
        each(NUMBERS, segment, this::numbers);
        each(PLACES, segment, this::address);
        each(DATES, segment, this::dates);
    }

    private interface Taking {
        void take(List<List<String>> components);
    }

    private static void each(Map<String, int[]> table, Segment segment, Taking taking) {
        int[] listed = table.get(segment.name());
        if (listed == null) {
            return;
        }
        for (int field : listed) {
            for (int repetition = 0; repetition < segment.repetitions(field); repetition++) {
                taking.take(segment.components(field, repetition));
            }
        }
    }

    private void person(List<List<String>> name) {
        person(name, 0);
    }

    /**
     * Family, given and further names from a component on; an own family name comes first in it.
     */
    private void person(List<List<String>> name, int from) {
        List<String> parts = new ArrayList<>();
        for (int i = from; i < Math.min(name.size(), from + 3); i++) {
            String part = name.get(i).getFirst().strip();
            if (!part.isEmpty() && !DEGREE.matcher(part).matches()) {
                parts.add(part);
            }
        }
        String whole = String.join(" ", parts);
        if (whole.length() > 1 && whole.codePoints().anyMatch(Character::isLetter)) {
            people.add(whole);
        }
    }

    /** An id and a name, in components (XCN) or in the subcomponents of the first (NDL). */
    private void staff(List<List<String>> person) {
        List<List<String>> flat = person;
        if (!person.isEmpty() && person.getFirst().size() > 1) {
            flat = person.getFirst().stream().map(List::of).toList();
        }
        if (flat.isEmpty()) {
            return;
        }
        String id = flat.getFirst().getFirst().strip();
        boolean named = flat.size() > 1 && !flat.get(1).getFirst().isBlank();
        if (DIGIT.matcher(id).find() || named) {
            number(id);
            person(flat, 1);
        } else {
            person(flat, 0);
        }
    }

    private void numbers(List<List<String>> components) {
        for (List<String> component : components) {
            component.forEach(this::number);
        }
    }

    private void number(String value) {
        String number = value.strip();
        if (number.length() >= SHORTEST_NUMBER && DIGIT.matcher(number).find()) {
            numbers.add(number);
        }
    }

    private void address(List<List<String>> components) {
        List<String> parts =
                components.stream()
                        .flatMap(List::stream)
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
        parts.forEach(this::place);
        place(String.join(" ", parts));
        place(String.join(", ", parts));
    }

    private void place(String value) {
        String place = value.strip();
        if (place.length() >= SHORTEST_PLACE) {
            places.add(place);
        }
    }

    private void dates(List<List<String>> components) {
        for (List<String> component : components) {
            for (String value : component) {
                if (TIME.matcher(value.strip()).matches()) {
                    Hl7Time.day(value).ifPresent(dates::add);
                }
            }
        }
    }
}
