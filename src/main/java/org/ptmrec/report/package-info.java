/**
 * The report of a run: one HTML file that needs no network. {@link
 * org.ptmrec.report.ReportCollector} turns records into {@link org.ptmrec.report.ReportData}, in
 * which nothing is left to compute; {@link org.ptmrec.report.ReportPage} shows it, one {@link
 * org.ptmrec.report.PageSection} after the other.
 */
package org.ptmrec.report;
