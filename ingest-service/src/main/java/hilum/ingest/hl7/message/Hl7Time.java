package hilum.ingest.hl7.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of HL7: {@code YYYYMMDDHHMMSS.SSSS+ZZZZ}, cut where the sender knows no more, also with the
 * hyphens, colons and T of ISO 8601. Without a zone they count as UTC: all times of a site are then
 * shifted alike, and only their order and distance matter here. A year that no radiograph can be of
 * ({@code 99991231}) is no time: as that of an edition it would outlive all later ones.
 */
public final class Hl7Time {
    private static final Pattern TIME =
            Pattern.compile(
                    "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.\\d{1,9})?)?)?)?)?)?(?:([+-])(\\d{2})(\\d{2}))?");

    /** ISO 8601, whose digits stand in the same order. */
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}):(\\d{2})(.*?)Z?)?");

    /** A day, whatever stands behind it. */
    private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}|\\d{8}).*");

    private static final int FIRST_YEAR = 1895;
    private static final int LAST_YEAR = 2199;

    private Hl7Time() {}

    /** The time to the second, if it is one. */
    public static Optional<Instant> instant(String text) {
        return fields(text)
                .map(
                        time ->
                                time.local()
                                        .toInstant(ZoneOffset.UTC)
                                        .minusSeconds(60L * time.minutesAhead()));
    }

    /** The day, if the text says as much. */
    public static Optional<LocalDate> day(String text) {
        Matcher day = DAY.matcher(text.strip());
        return day.matches()
                ? fields(day.group(1)).map(time -> time.local().toLocalDate())
                : Optional.empty();
    }

    private record Fields(LocalDateTime local, int minutesAhead) {}

    private static Optional<Fields> fields(String text) {
        Matcher time = TIME.matcher(plain(text.strip()));
        if (!time.matches()) {
            return Optional.empty();
        }
        int year = number(time, 1, 0);
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return Optional.empty();
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            year,
                            number(time, 2, 1),
                            number(time, 3, 1),
                            number(time, 4, 0),
                            number(time, 5, 0),
                            number(time, 6, 0));
            int ahead = number(time, 8, 0) * 60 + number(time, 9, 0);
            return Optional.of(new Fields(local, "-".equals(time.group(7)) ? -ahead : ahead));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String plain(String text) {
        Matcher iso = ISO.matcher(text);
        if (!iso.matches()) {
            return text;
        }
        String day = iso.group(1) + iso.group(2) + iso.group(3);
        return iso.group(4) == null
                ? day
                : day + iso.group(4) + iso.group(5) + iso.group(6).replace(":", "");
    }

    private static int number(Matcher time, int group, int otherwise) {
        return time.group(group) == null ? otherwise : Integer.parseInt(time.group(group));
    }
}
