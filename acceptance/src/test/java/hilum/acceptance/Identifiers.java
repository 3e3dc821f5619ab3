package hilum.acceptance;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What HL7 messages name of people: names, numbers, dates, streets and telephones, in the forms in
 * which they are written. Finds them in bytes of any kind as whole words, in capitals, in small
 * letters or capitalised; what is shorter than five letters or six digits is left out, since chance
 * writes it too.
 */
final class Identifiers {
    private static final int SHORTEST_NAME = 5;
    private static final int SHORTEST_NUMBER = 6;
    private static final int PREFIX = 3;
    private static final List<DateTimeFormatter> DATES =
            List.of("yyyyMMdd", "yyyy-MM-dd", "MM/dd/yyyy", "M/d/yyyy", "MMM dd yyyy").stream()
                    .map(form -> DateTimeFormatter.ofPattern(form, Locale.US))
                    .toList();
    private static final Pattern READER = Pattern.compile("Dictated by: (\\p{L}+) (\\p{L}+)");

    private final Set<String> values = new LinkedHashSet<>();
    private final Map<Integer, List<byte[]>> byPrefix = new HashMap<>();

    /** Whether a value begins with three bytes: most places are passed over by this alone. */
    private final boolean[] begins = new boolean[1 << 8 * PREFIX];

    /** Adds what the fields of a message name, and its reader, who stands in the text alone. */
    void add(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        for (String segment : text.split("\r")) {
            String[] fields = segment.split("\\|", -1);
            switch (fields[0]) {
                case "MSH" -> {
                    number(fields[9]);
                    date(fields[6]);
                }
                case "PID" -> {
                    number(component(fields[3], 1));
                    name(component(fields[5], 1));
                    name(component(fields[5], 2));
                    date(fields[7]);
                    name(component(fields[11], 1));
                    name(component(fields[11], 3));
                    number(fields[13]);
                }
                case "PV1" -> person(fields[7]);
                case "OBR" -> {
                    number(fields[2]);
                    number(fields[3]);
                    person(fields[16]);
                }
                default -> {
                    // Text: what it names stands in the fields above.
                }
            }
        }
        Matcher reader = READER.matcher(text);
        while (reader.find()) {
            name(reader.group(1));
            name(reader.group(2));
        }
    }

    private void person(String field) {
        number(component(field, 1));
        name(component(field, 2));
        name(component(field, 3));
    }

    static String component(String field, int number) {
        return field.split("\\^", -1)[number - 1];
    }

    private void name(String name) {
        if (name.length() >= SHORTEST_NAME) {
            value(name.toUpperCase(Locale.ROOT));
            value(name.toLowerCase(Locale.ROOT));
            value(name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
        }
    }

    private void number(String number) {
        value(number);
        String digits = number.replaceAll("\\D", "");
        if (digits.length() >= SHORTEST_NUMBER) {
            value(digits);
        }
    }

    private void date(String time) {
        value(time);
        LocalDate day = LocalDate.parse(time.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE);
        DATES.forEach(form -> value(form.format(day)));
    }

    private void value(String value) {
        if (values.add(value)) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            begins[prefix(bytes, 0)] = true;
            byPrefix.computeIfAbsent(prefix(bytes, 0), prefix -> new ArrayList<>()).add(bytes);
        }
    }

    /** Those that stand in the bytes, each once. */
    Set<String> in(byte[] bytes) {
        Set<String> found = new LinkedHashSet<>();
        for (int at = 0; at + PREFIX <= bytes.length; at++) {
            int prefix = prefix(bytes, at);
            if (begins[prefix] && (at == 0 || !isWord(bytes[at - 1]))) {
                for (byte[] value : byPrefix.get(prefix)) {
                    if (standsAt(at, value, bytes)) {
                        found.add(new String(value, StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return found;
    }

    private static boolean standsAt(int at, byte[] value, byte[] bytes) {
        int end = at + value.length;
        return end <= bytes.length
                && java.util.Arrays.equals(bytes, at, end, value, 0, value.length)
                && (end == bytes.length || !isWord(bytes[end]));
    }

    private static int prefix(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | bytes[at + 2] & 0xFF;
    }

    private static boolean isWord(byte letter) {
        return letter >= '0' && letter <= '9'
                || letter >= 'A' && letter <= 'Z'
                || letter >= 'a' && letter <= 'z';
    }
}
