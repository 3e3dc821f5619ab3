package hilum.ingest.dicom;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.privacy.Named;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a data set names of people, numbers, places and dates: nothing of it goes on, and wherever
 * the prose of the same data set repeats it, the scrubber takes it out. The attributes are those
 * that PS3.15's basic profile removes or replaces and that a report may repeat.
 */
final class Identifiers {
    /** A year that stands for none: as that of an edition it would outlive all others. */
    private static final int NEVER = 2200;

    private static final Set<String> NUMBERS =
            Set.of(
                    "00080050", // accession
                    "00100020", // patient id
                    "00101000", // other patient ids
                    "00101002",
                    "00102154", // telephone
                    "00080094",
                    "00181000", // device's serial number
                    "00200010", // study id
                    "00321064",
                    "00380010", // admission id
                    "00401001", // requested procedure id
                    "00400009",
                    "00402016", // placer's and filler's order numbers
                    "00402017",
                    "00402006",
                    "00402007",
                    "00101080", // military rank, branch, insurance
                    "00101050",
                    "00080014");
    private static final Set<String> PLACES =
            Set.of(
                    "00080080", // institution, its address and department
                    "00080081",
                    "00081040",
                    "00081010", // station
                    "00080092", // referring physician's address
                    "00101040", // patient's address
                    "00102150", // country and region of residence
                    "00102152",
                    "00380300", // where the patient is
                    "00380400",
                    "00321021",
                    "00400241",
                    "00400242",
                    "00400243",
                    "0040A027"); // verifying organisation

    private Identifiers() {}

    static Named of(Attributes set) {
        Set<String> people = new LinkedHashSet<>();
        Set<String> numbers = new LinkedHashSet<>();
        Set<String> places = new LinkedHashSet<>();
        Set<LocalDate> dates = new LinkedHashSet<>();
        set.each(
                (element, value) -> {
                    switch (element.vr()) {
                        case "PN" -> person(value).ifPresent(people::add);
                        case "DA", "DT" -> day(value).ifPresent(dates::add);
                        default -> {
                            if (NUMBERS.contains(element.key())) {
                                numbers.add(value);
                            } else if (PLACES.contains(element.key())) {
                                places.add(value);
                            }
                        }
                    }
                });
        return new Named(people, numbers, places, dates);
    }

    /** "ROE^JANE^^DR" as its parts in their order: family, given, further. */
    private static Optional<String> person(String name) {
        String alphabetic = name.split("=", 2)[0];
        String parts = alphabetic.replace('^', ' ').replaceAll("\\s+", " ").strip();
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
    }

    /** The day of a DICOM date or date and time. */
    static Optional<LocalDate> day(String text) {
        String digits = text.replace(".", "");
        try {
            return digits.length() < 8
                    ? Optional.empty()
                    : Optional.of(
                                    LocalDate.parse(
                                            digits.substring(0, 8),
                                            DateTimeFormatter.BASIC_ISO_DATE))
                            .filter(day -> day.getYear() < NEVER);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
