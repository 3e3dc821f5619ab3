package hilum.ingest.hl7;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A realistic feed of ORU messages, one log a day: found where the environment variable {@code
 * HILUM_HL7} says, else beside the checkout. Empty where there is none.
 */
public final class Feed {
    private static final Pattern MESSAGE = Pattern.compile("<SB>(.*?)<EB>", Pattern.DOTALL);

    private Feed() {}

    /** All messages with carriage returns. */
    public static List<String> messages() {
        String named = System.getenv("HILUM_HL7");
        return Stream.of(
                        named == null ? "" : named,
                        "../../shared/data/hl7-oru",
                        "../shared/data/hl7-oru")
                .filter(each -> !each.isEmpty())
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .map(Feed::read)
                .orElse(List.of());
    }

    private static List<String> read(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> messages = new ArrayList<>();
            for (Path log :
                    files.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
                Matcher message = MESSAGE.matcher(Files.readString(log, StandardCharsets.UTF_8));
                while (message.find()) {
                    messages.add(message.group(1).strip().replace("\n", "").replace("<R>", "\r"));
                }
            }
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
