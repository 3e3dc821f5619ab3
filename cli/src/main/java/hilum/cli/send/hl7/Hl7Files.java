package hilum.cli.send.hl7;

import hilum.cli.archive.Archive;
import hilum.cli.archive.Piece;
import hilum.cli.archive.Place;
import hilum.cli.archive.Sizes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** HL7 v2 messages in files, as {@link MessageScanner} finds them. */
public final class Hl7Files implements Archive<byte[]> {
    private static final List<String> ENDINGS = List.of(".hl7", ".er7", ".oru", ".log");
    private static final int BEGINNING = 8192;
    private static final Pattern BEGINS =
            Pattern.compile("^[^A-Za-z0-9]{0,16}(?:MSH|FHS|BHS)[^A-Za-z0-9\\s]");

    private final List<Path> files;

    /** Messages of files that {@link #in} found. */
    public Hl7Files(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** The HL7 files that a path is or holds, by name; none if it is something else. */
    public static List<Path> in(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return isHl7(path) ? List.of(path) : List.of();
        }
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                if (ENDINGS.stream().anyMatch(lower(file)::endsWith) && isHl7(file)) {
                    found.add(file);
                }
            }
        }
        return found;
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

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public String noun() {
        return "message";
    }

    @Override
    public void read(Sink<byte[]> sink) throws IOException, InterruptedException {
        Sizes sizes = Sizes.of(files);
        int lane = 0;
        boolean wanted = true;
        for (int i = 0; wanted && i < files.size(); i++) {
            try (MessageScanner messages = MessageScanner.open(files.get(i))) {
                int number = 0;
                for (var next = messages.next();
                        wanted && next.isPresent();
                        next = messages.next()) {
                    Place place = new Place(i, ++number);
                    double share = sizes.share(i, messages.offset());
                    byte[] message = next.get();
                    wanted =
                            sink.take(
                                    message.length == 0
                                            ? new Piece.Unreadable<>(
                                                    place, share, "too long for a message")
                                            : new Piece.Parcel<>(place, share, lane++, message));
                }
            }
        }
    }
}
