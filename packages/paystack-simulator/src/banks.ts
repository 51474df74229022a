/** `code|name|longcode`. Codes are three to six characters and not always digits: that is how Paystack has them. */
const NIGERIA = `
120001|9mobile 9Payment Service Bank|120001
801|Abbey Mortgage Bank|
51204|Above Only MFB|
51312|Abulesoro MFB|
044|Access Bank|044150149
063|Access Bank (Diamond)|063150162
602|Accion Microfinance Bank|
50036|Ahmadu Bello University Microfinance Bank|
120004|Airtel Smartcash PSB|120004
035A|ALAT by WEMA|035150103
50926|Amju Unique MFB|
50083|Aramoko MFB|
401|ASO Savings and Loans|
51229|Bainescredit MFB|
50117|Banc Corp Microfinance Bank|
50931|Bowen Microfinance Bank|
565|Carbon|
865|CASHCONNECT MFB|
50823|CEMCS Microfinance Bank|
50171|Chanelle Microfinance Bank Limited|
312|Chikum Microfinance bank|
023|Citibank Nigeria|023150005
50910|Consumer Microfinance Bank|
50204|Corestep MFB|
559|Coronation Merchant Bank|
51297|Crescent MFB|
50162|Dot Microfinance Bank|
050|Ecobank Nigeria|050150010
50263|Ekimogun MFB|
098|Ekondo Microfinance Bank|
50126|Eyowo|
51318|Fairmoney Microfinance Bank|
070|Fidelity Bank|070150003
51314|Firmus MFB|
011|First Bank of Nigeria|011151003
214|First City Monument Bank|214150018
413|FirstTrust Mortgage Bank Nigeria|
50315|FLOURISH MFB|
501|FSDH Merchant Bank Limited|
812|Gateway Mortgage Bank LTD|
00103|Globus Bank|
100022|GoMoney|
50739|Goodnews Microfinance Bank|
562|Greenwich Merchant Bank|
058|Guaranty Trust Bank|058152036
51251|Hackman Microfinance Bank|
50383|Hasal Microfinance Bank|
030|Heritage Bank|030159992
120002|HopePSB|120002
51244|Ibile Microfinance Bank|
50439|Ikoyi Osun MFB|
50442|Ilaro Poly Microfinance Bank|
50457|Infinity MFB|
301|Jaiz Bank|
50502|Kadpoly MFB|
082|Keystone Bank|082150017
50200|Kredi Money MFB LTD|
50211|Kuda Bank|
90052|Lagos Building Investment Company Plc.|
50549|Links MFB|
031|Living Trust Mortgage Bank|
303|Lotus Bank|
50563|Mayfair MFB|
50304|Mint MFB|
50515|Moniepoint MFB|
120003|MTN Momo PSB|120003
999992|OPay Digital Services Limited (OPay)|
107|Optimus Bank Limited|
100002|Paga|
999991|PalmPay|
104|Parallex Bank|
311|Parkway - ReadyCash|
50743|Peace Microfinance Bank|
51146|Personal Trust MFB|
50746|Petra Mircofinance Bank Plc|
268|Platinum Mortgage Bank|
076|Polaris Bank|076151006
50864|Polyunwana MFB|
105|PremiumTrust Bank|
101|Providus Bank|
51293|QuickFund MFB|
502|Rand Merchant Bank|
90067|Refuge Mortgage Bank|
125|Rubies MFB|
51113|Safe Haven MFB|
951113|Safe Haven Microfinance Bank Limited|
50582|Shield MFB|
51062|Solid Allianze MFB|
50800|Solid Rock MFB|
51310|Sparkle Microfinance Bank|
221|Stanbic IBTC Bank|221159522
068|Standard Chartered Bank|068150015
51253|Stellas MFB|
232|Sterling Bank|232150016
100|Suntrust Bank|
50968|Supreme MFB|
302|TAJ Bank|
51269|Tangerine Money|
51211|TCF MFB|
102|Titan Bank|
100039|Titan Paystack|
50840|U&C Microfinance Bank Ltd (U AND C MFB)|
50870|Unaab Microfinance Bank Limited|
50871|Unical MFB|
51316|Unilag Microfinance Bank|
032|Union Bank of Nigeria|032080474
033|United Bank For Africa|033153513
215|Unity Bank|215154097
566|VFD Microfinance Bank Limited|
51355|Waya Microfinance Bank|
035|Wema Bank|035150103
057|Zenith Bank|057150013
`;

export interface BankRecord {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly code: string;
  readonly longcode: string;
}

const LISTED_AT = "2016-07-14T10:04:29.000Z";

/** Three well-known ones do not follow from the name. */
const SLUGS: Readonly<Record<string, string>> = { "999992": "paycom", "50515": "moniepoint-mfb-ng", "566": "vfd" };

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

export const BANKS: readonly BankRecord[] = NIGERIA.trim()
  .split("\n")
  .map((line, index) => {
    const [code = "", name = "", longcode = ""] = line.split("|");
    return { id: index + 1, name, slug: SLUGS[code] ?? slugOf(name), code, longcode };
  });

const byCode = new Map(BANKS.map((bank) => [bank.code, bank]));

export function findBank(code: string): BankRecord | undefined {
  return byCode.get(code);
}

/** A row of `GET /bank`. */
export function bankView(bank: BankRecord): Record<string, unknown> {
  return {
    id: bank.id,
    name: bank.name,
    slug: bank.slug,
    code: bank.code,
    longcode: bank.longcode,
    gateway: null,
    pay_with_bank: false,
    supports_transfer: true,
    available_for_direct_debit: false,
    active: true,
    is_deleted: false,
    country: "Nigeria",
    currency: "NGN",
    type: "nuban",
    createdAt: LISTED_AT,
    updatedAt: LISTED_AT,
  };
}
