package hilum.cli.send;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.archive.Archive.Sink;
import hilum.cli.archive.Piece;
import hilum.cli.archive.Place;
import hilum.cli.archive.Sizes;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Open-I's archive of chest X-ray reports as published: one XML file a study. Read in memory and
 * never unpacked, so that no entry can leave a folder; document types and entities are refused, so
 * that no file can read another.
 */
final class OpenIArchive {
    /** Site of these studies. */
    static final String SITE = "openi";

    private static final int LARGEST_FILE = 1 << 20;
    private static final int AT_A_TIME = 10_000;
    private static final Map<String, String> SECTIONS =
            Map.of(
                    "COMPARISON", "comparison",
                    "INDICATION", "indication",
                    "FINDINGS", "findings",
                    "IMPRESSION", "impression");

    private OpenIArchive() {}

    /** A report, and which file of the archive it was. */
    private record Entry(long ordinal, ObjectNode report) {}

    /**
     * Some studies by their number.
     *
     * @param readable how many the archive has in all
     * @param more whether some come after these
     */
    private record Chunk(SortedMap<Integer, Entry> entries, long readable, boolean more) {}

    /**
     * Reads studies by their number; those with neither findings nor impression and unreadable ones
     * come first of all. The archive has another order and can't be read from the middle: so it is
     * read again for every {@value #AT_A_TIME} studies, which the published one needs once.
     *
     * @param index of the file among all that are sent
     * @return whether the sink wants more
     */
    static boolean read(Path archive, int index, Sizes sizes, String site, Sink<Submission> sink)
            throws InterruptedException {
        boolean wanted = true;
        boolean more = true;
        long given = 0;
        for (int after = -1; wanted && more; ) {
            Chunk chunk = chunk(archive, index, after, after < 0 ? sink::take : known -> {});
            for (var each : chunk.entries.entrySet()) {
                Place place = new Place(index, each.getValue().ordinal);
                double share = sizes.share(index, ++given, chunk.readable);
                var submission =
                        new Submission(each.getValue().report.put("site", site), List.of());
                wanted = sink.take(new Piece.Parcel<>(place, share, submission.lane(), submission));
                if (!wanted) {
                    break;
                }
                after = each.getKey();
            }
            more = chunk.more;
        }
        return wanted;
    }

    /** Told of an entry that is no report. */
    private interface NoReport {
        void at(Piece.Unreadable<Submission> entry) throws InterruptedException;
    }

    private static Chunk chunk(Path archive, int index, int after, NoReport noReport)
            throws InterruptedException {
        TreeMap<Integer, Entry> next = new TreeMap<>();
        long ordinal = 0;
        long readable = 0;
        boolean more = false;
        try (TarArchiveInputStream tar = open(archive)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isFile() || !entry.getName().endsWith(".xml")) {
                    continue;
                }
                ordinal++;
                try {
                    ObjectNode report = report(content(tar, entry));
                    readable++;
                    int number = Integer.parseInt(report.path("id").asText().substring(3));
                    if (number > after) {
                        next.put(number, new Entry(ordinal, report));
                    }
                } catch (IllegalArgumentException e) {
                    noReport.at(
                            new Piece.Unreadable<>(new Place(index, ordinal), 0, e.getMessage()));
                }
                if (next.size() > AT_A_TIME) {
                    next.pollLastEntry();
                    more = true;
                }
            }
        } catch (IOException e) {
            throw Failure.failed(
                    "%s cannot be read to its end (%s): fetch it again", archive, e.getMessage());
        }
        return new Chunk(next, readable, more);
    }

    private static TarArchiveInputStream open(Path archive) throws IOException {
        return new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))));
    }

    private static byte[] content(InputStream tar, TarArchiveEntry entry) throws IOException {
        if (entry.getSize() > LARGEST_FILE) {
            throw new IllegalArgumentException("too long for a report");
        }
        return tar.readAllBytes();
    }

    /**
     * The report of one file, without site.
     *
     * @throws IllegalArgumentException if the file is no report, has a document type, or says
     *     nothing
     */
    static ObjectNode report(byte[] xml) {
        ObjectNode report = Output.JSON.createObjectNode();
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new IllegalArgumentException("has a document type, which is refused");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    take(reader, report);
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("is no XML", e);
        }
        if (!report.path("id").asText().matches("CXR\\d{1,9}")) {
            throw new IllegalArgumentException("has no study id");
        }
        if (!report.has("findings") && !report.has("impression")) {
            throw new IllegalArgumentException("has neither findings nor impression");
        }
        return report;
    }

    private static void take(XMLStreamReader reader, ObjectNode report) throws XMLStreamException {
        if (reader.getLocalName().equals("uId")) {
            report.put("id", reader.getAttributeValue(null, "id"));
        } else if (reader.getLocalName().equals("AbstractText")) {
            Optional<String> section =
                    Optional.ofNullable(reader.getAttributeValue(null, "Label"))
                            .map(label -> SECTIONS.get(label.toUpperCase(Locale.ROOT)));
            String text = reader.getElementText().strip();
            if (section.isPresent() && !text.isEmpty()) {
                report.put(section.get(), text);
            }
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
