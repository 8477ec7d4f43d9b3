// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Reporting_report_css(void) {
  static const unsigned char bytes[] = {
#embed "../Reporting/Web/report.css"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Reporting_report_js(void) {
  static const unsigned char bytes[] = {
#embed "../Reporting/Web/report.js"
  };
  return (CTable){bytes, sizeof bytes};
}
