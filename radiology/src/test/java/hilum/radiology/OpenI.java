package hilum.radiology;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The Open-I corpus for tests, from the folder that the system property {@code hilum.openi} or the
 * environment variable {@code HILUM_OPENI} names, else from {@code shared/data/openi} beside the
 * repository. Tests skip where it is not.
 */
public final class OpenI {

    private static final Pattern SECTION =
            Pattern.compile(
                    "<AbstractText Label=\"(INDICATION|COMPARISON|FINDINGS|IMPRESSION)\">(.*?)</AbstractText>",
                    Pattern.DOTALL);

    private OpenI() {}

    public static Optional<Path> folder() {
        return Stream.of(
                        System.getProperty("hilum.openi"),
                        System.getenv("HILUM_OPENI"),
                        "../../shared/data/openi",
                        "../shared/data/openi")
                .filter(name -> name != null && !name.isBlank())
                .map(Path::of)
                .filter(path -> Files.exists(path.resolve("NLMCXR_reports.tgz")))
                .findFirst();
    }

    /** Reports by study, {@code CXR1} and so on, read from the archive as published. */
    public static Map<String, Report> reports(Path folder) throws IOException {
        var reports = new TreeMap<String, Report>();
        try (var in =
                new GZIPInputStream(
                        new BufferedInputStream(
                                Files.newInputStream(folder.resolve("NLMCXR_reports.tgz"))))) {
            for (var header = in.readNBytes(512);
                    header.length == 512 && header[0] != 0;
                    header = in.readNBytes(512)) {
                var name =
                        new String(header, 0, 100, StandardCharsets.US_ASCII)
                                .replaceAll("\0.*", "");
                var octal =
                        new String(header, 124, 11, StandardCharsets.US_ASCII)
                                .replaceAll("[^0-7]", "");
                int size = octal.isEmpty() ? 0 : Integer.parseInt(octal, 8);
                var content = in.readNBytes((size + 511) / 512 * 512);
                if (name.endsWith(".xml")) {
                    var id = "CXR" + name.substring(name.lastIndexOf('/') + 1).replace(".xml", "");
                    reports.put(id, report(new String(content, 0, size, StandardCharsets.UTF_8)));
                }
            }
        }
        return reports;
    }

    private static Report report(String xml) {
        var report = Report.of("", "");
        var match = SECTION.matcher(xml);
        while (match.find()) {
            var text =
                    match.group(2).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            report = report.with(Section.valueOf(match.group(1)), text);
        }
        return report;
    }
}
