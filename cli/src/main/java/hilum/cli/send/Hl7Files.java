package hilum.cli.send;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * HL7 v2 messages in files: plain ones, one or many to a file, with whatever line breaks, batches,
 * MLLP frames as they were caught, and logs that write frame bytes as {@code <SB>}, {@code <EB>}
 * and {@code <R>}. Bytes stay as they are, so that the receiver reads their character set. Files
 * are read one at a time.
 */
final class Hl7Files {
    private static final List<String> ENDINGS = List.of(".hl7", ".er7", ".oru", ".log");
    private static final int BEGINNING = 8192;

    private static final Pattern BEGINS =
            Pattern.compile("^[^A-Za-z0-9]{0,16}(?:MSH|FHS|BHS)[^A-Za-z0-9\\s]");
    private static final Pattern LOGGED = Pattern.compile("<SB>(.*?)<EB>", Pattern.DOTALL);
    private static final Pattern FRAMED = Pattern.compile("\u000B([^\u001C]*)\u001C");
    private static final Pattern START =
            Pattern.compile("(?:^|[\\r\\n])\\s*(?=MSH[^A-Za-z0-9\\s])");
    private static final Pattern TRAILER =
            Pattern.compile("[\\r\\n]+(?:FHS|BHS|BTS|FTS)(?:[^A-Za-z0-9].*)?$", Pattern.DOTALL);

    private final List<Path> files;

    private Hl7Files(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** The HL7 files that a path is or holds; none if it is something else. */
    static Hl7Files in(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return new Hl7Files(isHl7(path) ? List.of(path) : List.of());
        }
        if (!Files.isDirectory(path)) {
            return new Hl7Files(List.of());
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                if (ENDINGS.stream().anyMatch(lower(file)::endsWith) && isHl7(file)) {
                    found.add(file);
                }
            }
        }
        return new Hl7Files(found);
    }

    private static String lower(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isHl7(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
            return beginning.contains("<SB>") || BEGINS.matcher(beginning).find();
        }
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    List<Path> files() {
        return files;
    }

    /** Messages of one file, in their order. */
    static List<byte[]> messages(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<String> messages = new ArrayList<>();
        if (text.contains("<SB>")) {
            Matcher logged = LOGGED.matcher(text);
            while (logged.find()) {
                messages.add(
                        logged.group(1).replaceAll("[\\r\\n]+", "").replace("<R>", "\r").strip());
            }
        } else if (text.indexOf('\u000B') >= 0) {
            Matcher framed = FRAMED.matcher(text);
            while (framed.find()) {
                messages.add(framed.group(1));
            }
        } else {
            Arrays.stream(START.split(text))
                    .map(each -> TRAILER.matcher(each).replaceAll(""))
                    .map(String::strip)
                    .filter(each -> each.startsWith("MSH"))
                    .map(each -> each.replaceAll("\\r?\\n", "\r"))
                    .forEach(messages::add);
        }
        return messages.stream()
                .filter(each -> !each.isBlank())
                .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }
}
