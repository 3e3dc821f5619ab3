/** The rules that write variants of a report, kind by kind, each proven before it leaves. */
package hilum.radiology.variant.rules;
