package hilum.ingest.hl7;

import hilum.schemas.ReportStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * States of a report as HL7 senders tell them, from the one that any other replaces to the one that
 * replaces any other of the same second.
 */
enum ReportState {
    WET_READ(ReportStatus.PRELIMINARY),
    PRELIMINARY(ReportStatus.PRELIMINARY),
    UNKNOWN(ReportStatus.UNKNOWN),
    FINAL(ReportStatus.FINAL),
    CORRECTED(ReportStatus.CORRECTED),
    CANCELLED(ReportStatus.CANCELLED);

    private static final Pattern BANNER =
            Pattern.compile(
                    "(?i)\\b(wet[ -]?read|prelim(?:inary)?|draft|unsigned|final(?:ized)?|corrected|amended|revised"
                            + "|cancell?ed|retracted|voided)\\b");

    private final ReportStatus status;

    ReportState(ReportStatus status) {
        this.status = status;
    }

    ReportStatus status() {
        return status;
    }

    /** Place among the states, below a thousand; to be added to milliseconds of a whole second. */
    int rank() {
        return ordinal();
    }

    /** By OBR-25 (table 0123), or by the words that some senders write there. */
    static Optional<ReportState> ofResultStatus(String value) {
        return switch (value.strip().toUpperCase(Locale.ROOT)) {
            case "F", "R2" -> Optional.of(FINAL);
            case "C", "K", "M" -> Optional.of(CORRECTED);
            case "P", "R", "A", "S", "I", "O" -> Optional.of(PRELIMINARY);
            case "X", "D" -> Optional.of(CANCELLED);
            case "" -> Optional.empty();
            default -> ofBanner(value);
        };
    }

    /** By OBX-11 (table 0085), or by the words that some senders write there. */
    static Optional<ReportState> ofObservationStatus(String value) {
        return switch (value.strip().toUpperCase(Locale.ROOT)) {
            case "F", "U" -> Optional.of(FINAL);
            case "C" -> Optional.of(CORRECTED);
            case "P", "R", "S", "I", "B" -> Optional.of(PRELIMINARY);
            case "X", "D", "W" -> Optional.of(CANCELLED);
            case "", "N", "O", "V" -> Optional.empty();
            default -> ofBanner(value);
        };
    }

    /** By TXA-17 (table 0271); TXA-19 (table 0273) can cancel. */
    static Optional<ReportState> ofDocument(String completion, String availability) {
        if (availability.equalsIgnoreCase("CA")) {
            return Optional.of(CANCELLED);
        }
        return switch (completion.strip().toUpperCase(Locale.ROOT)) {
            case "AU", "LA" -> Optional.of(FINAL);
            case "DI", "DO", "IN", "IP", "PA" -> Optional.of(PRELIMINARY);
            default -> Optional.empty();
        };
    }

    /** By words, as in a banner: "PRELIMINARY REPORT". */
    static Optional<ReportState> ofBanner(String text) {
        Matcher banner = BANNER.matcher(text);
        if (!banner.find()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (banner.group(1).toLowerCase(Locale.ROOT).charAt(0)) {
                    case 'w' -> WET_READ;
                    case 'p', 'd', 'u' -> PRELIMINARY;
                    case 'f' -> FINAL;
                    case 'c' ->
                            banner.group(1).toLowerCase(Locale.ROOT).startsWith("corr")
                                    ? CORRECTED
                                    : CANCELLED;
                    case 'a' -> CORRECTED;
                    case 'r' ->
                            banner.group(1).toLowerCase(Locale.ROOT).startsWith("rev")
                                    ? CORRECTED
                                    : CANCELLED;
                    default -> CANCELLED;
                });
    }
}
