package hilum.synthetic;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The radiology information system of the synthetic hospital: writes reports as HL7 v2.5.1 ORU^R01,
 * with text wrapped over many OBX lines, patients, physicians and addresses that do not exist, and
 * the lines that such systems print around a report. The same accession always names the same
 * people. Not safe for several threads: it counts its messages.
 */
public final class RadiologySystem {
    private static final int WIDTH = 70;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter IN_PROSE =
            DateTimeFormatter.ofPattern("MMM dd yyyy hh:mma", Locale.US).withZone(ZoneOffset.UTC);
    private static final List<String> FAMILY =
            List.of(
                    "OKAFOR",
                    "LINDQVIST",
                    "MARCHETTI",
                    "TANAKA",
                    "OYELARAN",
                    "KOWALCZYK",
                    "VASQUEZ",
                    "HADDAD",
                    "NAKAMURA",
                    "DUBOIS",
                    "RASMUSSEN",
                    "IBRAHIMOVA");
    private static final List<String> GIVEN =
            List.of(
                    "INGRID",
                    "TOMASZ",
                    "AMARA",
                    "KENJI",
                    "LUCIA",
                    "FARID",
                    "ANNELIESE",
                    "DMITRI",
                    "YOLANDA",
                    "SVEN",
                    "PRIYA",
                    "CHIDI");
    private static final List<String> STREETS =
            List.of("LARKSPUR", "TAMARACK", "JUNIPER", "WISTERIA", "SYCAMORE");
    private static final LocalDate EARLIEST_BIRTH = LocalDate.of(1935, 1, 1);
    private static final int BIRTH_DAYS = 70 * 365;

    private final Instant opened;
    private int messages;

    /**
     * @param opened time of the first message; each is a second later than the one before
     */
    public RadiologySystem(Instant opened) {
        this.opened = opened;
    }

    /** State of a report, as OBR-25 and OBX-11 tell it. */
    public enum State {
        PRELIMINARY("P", "********PRELIMINARY REPORT********"),
        FINAL("F", "********FINAL REPORT********");

        private final String code;
        private final String banner;

        State(String code, String banner) {
            this.code = code;
            this.banner = banner;
        }
    }

    /**
     * A report.
     *
     * @param site becomes the sending facility
     * @param lines the text as {@link #wrapped} gives it
     * @return one message, segments ended by carriage returns, UTF-8
     */
    public byte[] report(String site, String accession, List<String> lines, State state) {
        StringBuilder message = head(site, accession, state);
        Person reader = person(accession + "/reader");
        int set = 0;
        set = observation(message, set, "", reader.inProse() + ", M.D.", state);
        set = observation(message, set, "", state.banner, state);
        for (String line : lines) {
            set = observation(message, set, "", line, state);
        }
        observation(
                message,
                set,
                "",
                "Dictated by: %s, M.D. on %s".formatted(reader.inProse(), IN_PROSE.format(now())),
                state);
        return bytes(message);
    }

    /** An addendum to a report that was sent before; the rest as in {@link #report}. */
    public byte[] addendum(String site, String accession, List<String> lines) {
        StringBuilder message = head(site, accession, State.FINAL);
        int set = 0;
        for (String line : lines) {
            set = observation(message, set, "&ADT", line, State.FINAL);
        }
        return bytes(message);
    }

    /**
     * An image of the study whose report names the same accession, with the same patient.
     *
     * @param image 8-bit greyscale
     * @return a DICOM file
     */
    public static byte[] image(String site, String accession, BufferedImage image, Instant taken) {
        Person patient = person(accession);
        Person doctor = person(accession + "/doctor");
        String time = TIME.format(taken);
        return DicomFile.of(
                image,
                Map.of(
                        0x00100010, new DicomFile.Text("PN", patient.inField()),
                        0x00100020, new DicomFile.Text("LO", patient.number("MR")),
                        0x00100030,
                                new DicomFile.Text(
                                        "DA",
                                        patient.birth().format(DateTimeFormatter.BASIC_ISO_DATE)),
                        0x00080050, new DicomFile.Text("SH", accession),
                        0x00080020, new DicomFile.Text("DA", time.substring(0, 8)),
                        0x00080030, new DicomFile.Text("TM", time.substring(8)),
                        0x00080080, new DicomFile.Text("LO", site.toUpperCase(Locale.ROOT)),
                        0x00080090, new DicomFile.Text("PN", doctor.inField()),
                        0x00081030, new DicomFile.Text("LO", "XR CHEST 2 VIEWS")));
    }

    /** A text in lines as wide as a RIS prints them; blank lines stay. */
    public static List<String> wrapped(String text) {
        return text.lines().flatMap(line -> wrappedLine(line).stream()).toList();
    }

    private static List<String> wrappedLine(String line) {
        List<String> lines = new java.util.ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String word : line.split(" ")) {
            if (!current.isEmpty() && current.length() + 1 + word.length() > WIDTH) {
                lines.add(current.toString());
                current.setLength(0);
            }
            current.append(current.isEmpty() ? "" : " ").append(word);
        }
        lines.add(current.toString());
        return lines;
    }

    private StringBuilder head(String site, String accession, State state) {
        messages++;
        String now = TIME.format(now());
        Person patient = person(accession);
        Person doctor = person(accession + "/doctor");
        StringBuilder message = new StringBuilder();
        segment(
                message,
                "MSH|^~\\&|SYNTHRIS|%s|HILUM|HILUM|%s||ORU^R01^ORU_R01|%s-%06d|P|2.5.1||||||UNICODE UTF-8",
                site.toUpperCase(Locale.ROOT),
                now,
                now,
                messages);
        segment(
                message,
                "PID|1||%s^^^%s^MR||%s||%s|%s|||%d %s AVE^^SPRINGWATER^MO^61%03d||555%07d",
                patient.number("MR"),
                site.toUpperCase(Locale.ROOT),
                patient.inField(),
                patient.birth().format(DateTimeFormatter.BASIC_ISO_DATE),
                patient.draw(2) == 0 ? "F" : "M",
                100 + patient.draw(900),
                STREETS.get(patient.draw(STREETS.size())),
                patient.draw(1000),
                patient.draw(10_000_000));
        segment(
                message,
                "PV1|1|O|XR1^XR1 R-01^^%s||||%s^%s",
                site.toUpperCase(Locale.ROOT),
                doctor.number("D"),
                doctor.inField());
        segment(
                message,
                "OBR|1|%s|%s|IMG71046^XR CHEST 2 VIEWS^UNKDEV|||%s|||||||||%s^%s||||||%s||CR|%s",
                patient.number("ORD"),
                accession,
                now,
                doctor.number("D"),
                doctor.inField(),
                now,
                state.code);
        return message;
    }

    private static int observation(
            StringBuilder message, int set, String suffix, String line, State state) {
        segment(
                message,
                "OBX|%d|TX|71046%s^XR CHEST 2 VIEWS||%s||||||%s",
                set + 1,
                suffix,
                escaped(line),
                state.code);
        return set + 1;
    }

    private static void segment(StringBuilder message, String form, Object... values) {
        message.append(form.formatted(values)).append('\r');
    }

    /** Separators in a text, as chapter 2.7 has them. */
    private static String escaped(String text) {
        return text.replace("\\", "\\E\\")
                .replace("|", "\\F\\")
                .replace("^", "\\S\\")
                .replace("&", "\\T\\")
                .replace("~", "\\R\\");
    }

    private static byte[] bytes(StringBuilder message) {
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Instant now() {
        return opened.plusSeconds(messages);
    }

    private static Person person(String key) {
        return new Person(key);
    }

    /** Somebody who does not exist, always the same for the same key. */
    private record Person(String key) {
        int draw(int below) {
            return Math.floorMod((key + "#" + below).hashCode() * 0x9E3779B1, below);
        }

        private String family() {
            return FAMILY.get(draw(FAMILY.size()));
        }

        private String given() {
            return GIVEN.get(Math.floorMod(draw(7 * GIVEN.size()), GIVEN.size()));
        }

        String inField() {
            return family() + "^" + given();
        }

        String inProse() {
            return capital(given()) + " " + capital(family());
        }

        private static String capital(String name) {
            return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
        }

        LocalDate birth() {
            return EARLIEST_BIRTH.plusDays(draw(BIRTH_DAYS));
        }

        String number(String prefix) {
            return prefix + (1_000_000 + draw(8_999_999));
        }
    }
}
