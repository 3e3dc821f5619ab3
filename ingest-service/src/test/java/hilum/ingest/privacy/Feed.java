package hilum.ingest.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The messages of an HL7 v2 feed as a log has them, split by hand: what they name and their prose.
 * From the folder that the system property {@code hilum.hl7} or the environment variable {@code
 * HILUM_HL7} names, else from {@code shared/data/hl7-oru} beside the repository.
 *
 * @param named what the fields of the message name
 * @param prose its OBX-5 values, one a line
 */
record Feed(Named named, String prose) {
    private static final Pattern MESSAGE = Pattern.compile("<SB>(.*?)<EB>", Pattern.DOTALL);
    private static final Pattern STAMP = Pattern.compile("((?:19|20)\\d{2})(\\d{2})(\\d{2})\\d*");

    static Optional<Path> folder(String property, String variable, String file, String... places) {
        return Stream.concat(
                        Stream.of(System.getProperty(property), System.getenv(variable)),
                        Stream.of(places))
                .filter(name -> name != null && !name.isBlank())
                .map(Path::of)
                .filter(path -> Files.exists(path.resolve(file)))
                .findFirst();
    }

    static Optional<Path> folder() {
        return folder(
                "hilum.hl7",
                "HILUM_HL7",
                "2001",
                "../../shared/data/hl7-oru",
                "../shared/data/hl7-oru");
    }

    static List<Feed> messages(Path folder) throws IOException {
        List<Feed> messages = new ArrayList<>();
        try (var logs = Files.walk(folder)) {
            for (Path log :
                    logs.filter(path -> path.toString().endsWith(".log")).sorted().toList()) {
                Matcher message = MESSAGE.matcher(read(log));
                while (message.find()) {
                    messages.add(message(message.group(1)));
                }
            }
        }
        return messages;
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Feed message(String text) {
        Set<String> people = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> places = new HashSet<>();
        Set<LocalDate> dates = new HashSet<>();
        StringBuilder prose = new StringBuilder();
        for (String segment : text.split("<R>")) {
            String[] fields = segment.strip().split("\\|");
            switch (fields[0]) {
                case "PID" -> {
                    people(fields, people, numbers, false, 5);
                    numbers(fields, numbers, 3, 13, 18, 19);
                    place(fields, 11).ifPresent(places::add);
                    dates(fields, dates, 7);
                }
                case "PV1" -> {
                    people(fields, people, numbers, true, 7, 8, 9, 17);
                    numbers(fields, numbers, 19);
                    dates(fields, dates, 44);
                }
                case "ORC" -> {
                    people(fields, people, numbers, true, 10, 11, 12);
                    numbers(fields, numbers, 2, 3, 14);
                    dates(fields, dates, 9);
                }
                case "OBR" -> {
                    people(fields, people, numbers, true, 16, 32, 33, 34, 35);
                    numbers(fields, numbers, 2, 3, 17);
                    dates(fields, dates, 6, 7, 22, 36);
                }
                case "OBX" -> prose.append(field(fields, 5).replace('~', '\n')).append('\n');
                default -> {}
            }
        }
        return new Feed(new Named(people, numbers, places, dates), prose.toString());
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    private static void people(
            String[] fields, Set<String> people, Set<String> numbers, boolean id, int... indexes) {
        for (int index : indexes) {
            for (String person : field(fields, index).split("~")) {
                String[] parts = person.split("\\^");
                int first = id ? 1 : 0;
                if (id && parts.length > 0 && !parts[0].isBlank()) {
                    numbers.add(parts[0].strip());
                }
                String name =
                        Stream.of(parts)
                                .skip(first)
                                .limit(3)
                                .filter(part -> !part.isBlank())
                                .collect(Collectors.joining(" "));
                if (!name.isBlank()) {
                    people.add(name);
                }
            }
        }
    }

    private static void numbers(String[] fields, Set<String> numbers, int... indexes) {
        for (int index : indexes) {
            for (String number : field(fields, index).split("~")) {
                String value = number.split("\\^", 2)[0].strip();
                if (!value.isEmpty()) {
                    numbers.add(value);
                }
            }
        }
    }

    private static Optional<String> place(String[] fields, int index) {
        String[] parts = field(fields, index).split("\\^");
        return parts.length < 5
                ? Optional.empty()
                : Optional.of(parts[0] + ", " + parts[2] + ", " + parts[4]);
    }

    private static void dates(String[] fields, Set<LocalDate> dates, int... indexes) {
        for (int index : indexes) {
            Matcher stamp = STAMP.matcher(field(fields, index));
            if (stamp.matches()) {
                dates.add(
                        LocalDate.of(
                                Integer.parseInt(stamp.group(1)),
                                Integer.parseInt(stamp.group(2)),
                                Integer.parseInt(stamp.group(3))));
            }
        }
    }
}
