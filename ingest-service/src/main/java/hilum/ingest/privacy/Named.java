package hilum.ingest.privacy;

import java.time.LocalDate;
import java.util.Set;

/**
 * What one message names of people and places, in its own fields: the scrubber takes each of these
 * out of the message's prose, whatever shape it has there. Lives as long as the request and is
 * never printed.
 *
 * @param people names as the message has them, one for each person and form ("LAWSON^TONYA^EMILY"
 *     comes as its parts in the order family, given, further, joined by blanks)
 * @param numbers accession, medical record, visit, order and telephone numbers, user ids
 * @param places addresses, and names of institutions, wards and rooms
 * @param dates birth date, dates of order, examination, dictation and report
 */
public record Named(
        Set<String> people, Set<String> numbers, Set<String> places, Set<LocalDate> dates) {
    private static final Named NOTHING = new Named(Set.of(), Set.of(), Set.of(), Set.of());

    public Named {
        people = Set.copyOf(people);
        numbers = Set.copyOf(numbers);
        places = Set.copyOf(places);
        dates = Set.copyOf(dates);
    }

    /** A message without fields of its own: only patterns can find something in its prose. */
    public static Named nothing() {
        return NOTHING;
    }

    /** Identifiers are never printed. */
    @Override
    public String toString() {
        return "Named[%d people, %d numbers, %d places, %d dates]"
                .formatted(people.size(), numbers.size(), places.size(), dates.size());
    }
}
