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
 * Times of HL7: {@code YYYYMMDDHHMMSS.SSSS+ZZZZ}, cut where the sender knows no more. Without a
 * zone they count as UTC: all times of a site are then shifted alike, and only their order and
 * distance matter here.
 */
public final class Hl7Time {
    private static final Pattern TIME =
            Pattern.compile(
                    "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.\\d{1,9})?)?)?)?)?)?(?:([+-])(\\d{2})(\\d{2}))?");

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
        return text.strip().length() < 8
                ? Optional.empty()
                : fields(text).map(time -> time.local().toLocalDate());
    }

    private record Fields(LocalDateTime local, int minutesAhead) {}

    private static Optional<Fields> fields(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            number(time, 1, 0),
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

    private static int number(Matcher time, int group, int otherwise) {
        return time.group(group) == null ? otherwise : Integer.parseInt(time.group(group));
    }
}
