package hilum.synthetic;

import java.util.List;
import java.util.Optional;

/**
 * What is so in a synthetic study: report and radiograph are both made from it, never the other way
 * round.
 *
 * @param findings in no particular order, each kind at most once per side and zone
 * @param devices each kind at most once
 */
public record Truth(List<Finding> findings, List<Device> devices) {

    public Truth {
        findings = List.copyOf(findings);
        devices = List.copyOf(devices);
    }

    /** Whether nothing but incidental findings is present. Devices do not make a study abnormal. */
    public boolean normal() {
        return findings.stream().noneMatch(f -> f.present() && !f.kind().incidental());
    }

    public boolean has(FindingKind kind) {
        return find(kind).isPresent();
    }

    public boolean has(FindingKind kind, Side side) {
        return findings.stream().anyMatch(f -> f.present() && f.kind() == kind && f.on(side));
    }

    /** The first finding of a kind that is present. */
    public Optional<Finding> find(FindingKind kind) {
        return findings.stream().filter(f -> f.present() && f.kind() == kind).findFirst();
    }

    public Optional<Device> find(Device.Kind kind) {
        return devices.stream().filter(d -> d.kind() == kind).findFirst();
    }
}
